/** How long single operations take, apart from any training: what l2l bench is made of. */
package l2l.bench.jmh;
