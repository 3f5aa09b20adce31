/** ND4J as one bundle: where its natives are unpacked. */
package l2l.engines.nd4j;
