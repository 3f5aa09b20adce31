package l2l.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** What a part is called and where it comes from. The component carries it as l2l.name, l2l.edition, l2l.paper. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Part {

  /** Prefix of the component properties. */
  String PREFIX_ = "l2l.";

  /** Its name in experiments: "momentum"; a third party's begins with its own ("acme.momentum"). */
  String name();

  /** Raised when its saved values change their meaning. */
  int edition() default 1;

  /** Where it was published: author, year, and the equation where there are several. */
  String paper() default "";
}
