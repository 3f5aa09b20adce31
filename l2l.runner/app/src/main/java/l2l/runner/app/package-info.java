/** The distribution's launcher. */
package l2l.runner.app;
