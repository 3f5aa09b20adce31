/** What the API is to carry later, in the code it takes: the snippets of docs/decisions/0001-the-api-carries-what-comes.md. */
package l2l.api.later;
