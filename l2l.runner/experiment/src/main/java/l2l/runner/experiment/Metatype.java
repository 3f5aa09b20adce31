package l2l.runner.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads what a bundle's Metatype document says of its settings.
 *
 * <p>The document itself is read because MetaTypeService tells no least and greatest values. OSGi Compendium 8, chapter 105.
 */
final class Metatype {

  /** Where a bundle's documents lie. */
  static final String FOLDER = "OSGI-INF/metatype";

  /** A part's settings, and a sentence on what it is. */
  record Form(String description, List<Attribute> attributes) {}

  private Metatype() {}

  /** The forms of a document, by the (factory) PID they are designated for. */
  static Map<String, Form> read(InputStream document) throws IOException {
    Element root = parse(document);
    Map<String, Form> byId = new HashMap<>();
    for (Element ocd : named(root, "OCD")) {
      List<Attribute> attributes = new ArrayList<>();
      named(ocd, "AD").forEach(ad -> attributes.add(attribute(ad)));
      byId.put(ocd.getAttribute("id"), new Form(ocd.getAttribute("description"), List.copyOf(attributes)));
    }
    Map<String, Form> byPid = new HashMap<>();
    for (Element designate : named(root, "Designate")) {
      String pid = designate.hasAttribute("factoryPid") ? designate.getAttribute("factoryPid") : designate.getAttribute("pid");
      for (Element object : named(designate, "Object")) {
        if (byId.containsKey(object.getAttribute("ocdref"))) {
          byPid.put(pid, byId.get(object.getAttribute("ocdref")));
        }
      }
    }
    return byPid;
  }

  private static Element parse(InputStream document) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(document).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("not a Metatype document: " + e.getMessage(), e);
    }
  }

  private static Attribute attribute(Element ad) {
    boolean list = !ad.getAttribute("cardinality").isEmpty() && !ad.getAttribute("cardinality").equals("0");
    List<String> options = new ArrayList<>();
    named(ad, "Option").forEach(o -> options.add(o.getAttribute("value")));
    boolean hasDefault = ad.hasAttribute("default");
    boolean required = !hasDefault && !ad.getAttribute("required").equals("false");
    return new Attribute(ad.getAttribute("id"), Attribute.Type.named(ad.getAttribute("type")), list, required,
        orNull(ad.getAttribute("min")), orNull(ad.getAttribute("max")), options,
        hasDefault ? defaults(ad.getAttribute("default"), list) : List.of(), ad.getAttribute("description"));
  }

  /** The standard's list form: values between commas; a backslash takes the next character as it is. */
  private static List<String> defaults(String text, boolean list) {
    if (!list) {
      return List.of(text);
    }
    List<String> all = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        one.append(text.charAt(++i));
      } else if (c == ',') {
        all.add(one.toString().trim());
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    if (!text.isBlank()) {
      all.add(one.toString().trim());
    }
    return all;
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<Element> named(Element in, String name) {
    List<Element> found = new ArrayList<>();
    NodeList all = in.getElementsByTagName(name);
    for (int i = 0; i < all.getLength(); i++) {
      found.add((Element) all.item(i));
    }
    return found;
  }
}
