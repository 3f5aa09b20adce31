"""Rules written in plain operations, by PyTorch eager: the counterpart of l2l.runner.itest.PlainRules.

Twenty steps on a fixed sequence of gradients, then the gradient of mean(x^2) at the last point with respect to the rule's own numbers.

    python plain_rules.py adam|mlp COORDINATES [--threads 1] [--rounds 9]

Prints milliseconds a step, processor time of all threads: forward without a graph, forward with it, and forward and meta-backward.
"""
import argparse, json, math, time
import torch

STEPS = 20
DECAYS = [0.5, 0.9, 0.99, 0.999, 0.9999]
TAUS = [3., 10., 30., 100., 300., 1000., 3000., 10000., 300000.]


def shapes(n):
    """The tensors of the MLP 784-20-10 or 784-100-20-10; any other count as one row."""
    return {15910: [(784, 20), (20,), (20, 10), (10,)],
            80730: [(784, 100), (100,), (100, 20), (20,), (20, 10), (10,)]}.get(n, [(n,)])


def adam_theta():
    return [torch.tensor(v, requires_grad=True) for v in (0.001, 0.9, 0.999, 1e-8)]


def adam_state(xs):
    return [torch.zeros_like(x) for x in xs], [torch.zeros_like(x) for x in xs], torch.ones(()), torch.ones(())


def adam(theta, state, xs, gs, t):
    rate, beta1, beta2, eps = theta
    ms, vs, p1, p2 = state
    p1, p2 = p1 * beta1, p2 * beta2
    ms = [m * beta1 + g * (1 - beta1) for m, g in zip(ms, gs)]
    vs = [v * beta2 + g * g * (1 - beta2) for v, g in zip(vs, gs)]
    c1, c2 = 1 / (1 - p1), 1 / (1 - p2)
    xs = [x - rate * (m * c1) / ((v * c2).sqrt() + eps) for x, m, v in zip(xs, ms, vs)]
    return xs, (ms, vs, p1, p2)


def mlp_theta():
    g = torch.Generator().manual_seed(1)
    # Small weights and no bias: at the paper's, mean(x^2) is dominated by what the rule does before it has learnt anything.
    return [p.requires_grad_() for p in (torch.randn(31, 32, generator=g) * 0.1, torch.full((32,), 0.1),
                                         torch.randn(32, 2, generator=g) * 0.1, torch.full((2,), 0.1))]


def mlp_state(xs):
    return [torch.zeros(x.numel(), 5) for x in xs], [torch.zeros(x.numel(), 5) for x in xs]


def mlp(theta, state, xs, gs, t):
    w1, b1, w2, b2 = theta
    decay = torch.tensor(DECAYS)
    rest = 1 - decay
    time_features = torch.tensor([math.tanh((t + 1) / tau - 1) for tau in TAUS])
    ms, vs, out = [], [], []
    for x, g, m, v in zip(xs, gs, *state):
        n = x.numel()
        column = g.reshape(n, 1)
        m = m * decay + column * rest
        v = v * decay + (column * column) * rest
        root = (v + 1e-6).rsqrt()
        f = torch.cat([column, m * root, x.reshape(n, 1), m, v, root], 1)
        f = f * ((f * f).mean(0) + 1e-5).rsqrt()
        f = torch.cat([f, time_features.expand(n, 9)], 1)
        y = torch.relu(f @ w1 + b1) @ w2 + b2
        out.append(x - (0.001 * y[:, 0] * torch.exp(0.001 * y[:, 1])).reshape(x.shape))
        ms.append(m)
        vs.append(v)
    return out, (ms, vs)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('rule', choices=['adam', 'mlp'])
    p.add_argument('n', type=int)
    p.add_argument('--threads', type=int, default=1)
    p.add_argument('--rounds', type=int, default=9)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    theta, begin, step = dict(adam=(adam_theta(), adam_state, adam), mlp=(mlp_theta(), mlp_state, mlp))[a.rule]
    g = torch.Generator().manual_seed(2)
    x0 = [torch.randn(s, generator=g) * 0.1 for s in shapes(a.n)]
    gradients = [[torch.randn(s, generator=g) * 0.01 for s in shapes(a.n)] for _ in range(STEPS)]

    def unroll():
        xs, state = x0, begin(x0)
        for t in range(STEPS):
            xs, state = step(theta, state, xs, gradients[t], t)
        return sum((x * x).sum() for x in xs) / a.n

    def apply():
        with torch.no_grad():
            return unroll()

    times = dict(apply=[], forward=[], both=[])
    for r in range(a.rounds + 3):
        for name, f in (('apply', apply), ('forward', unroll), ('both', lambda: torch.autograd.grad(unroll(), theta))):
            t = time.process_time()
            f()
            times[name].append((time.process_time() - t) * 1e3 / STEPS)
    ours = {k: [round(sorted(v[3:])[len(v[3:]) // 2], 4), round(min(v), 4)] for k, v in times.items()}
    grad = torch.autograd.grad(unroll(), theta)
    print(json.dumps(dict(rule=a.rule, n=a.n, threads=a.threads, ms_a_step_cpu_median_min=ours, value=unroll().item(),
                          gradient=[q.abs().sum().item() for q in grad])))


if __name__ == '__main__':
    main()
