/** The tests that run inside the framework, with the distribution's bundles around them. */
package l2l.runner.itest;
