/** Holds one class that shadows ND4J's. */
package org.nd4j.common.config;
