package io.github.realtimespring.sample;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The complete Java blocks of a page: those with imports. They are compiled together.
 */
final class JavaExamples {

	private static final Pattern PUBLIC_CLASS = Pattern.compile("public class (\\w+)");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import ([\\w.]+);$");

	private final List<String> blocks;

	private JavaExamples(List<String> blocks) {
		this.blocks = blocks;
	}

	static JavaExamples of(MarkdownPage page) {
		return new JavaExamples(page.blocks()
			.stream()
			.filter((block) -> block.language().equals("java"))
			.map(MarkdownPage.Block::text)
			.filter((text) -> text.contains("\nimport "))
			// Not a dependency of the sample; the compatibility tests have such a
			// configuration
			.filter((text) -> !text.contains("import org.springframework.security.messaging."))
			.toList());
	}

	/**
	 * Return the names of all imported classes.
	 */
	Set<String> imports() {
		return this.blocks.stream()
			.flatMap((block) -> IMPORT.matcher(block).results())
			.map((MatchResult result) -> result.group(1))
			.collect(Collectors.toSet());
	}

	/**
	 * Compile the blocks.
	 * @param classes the folder for the classes
	 * @return the errors
	 */
	List<String> compile(Path classes) {
		if (this.blocks.isEmpty()) {
			return List.of();
		}
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		ToolProvider.getSystemJavaCompiler()
			.getTask(null, null, problems,
					List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none",
							"-parameters"),
					null, this.blocks.stream().map(Source::new).toList())
			.call();
		return problems.getDiagnostics()
			.stream()
			.filter((problem) -> problem.getKind() == Diagnostic.Kind.ERROR)
			.map(Diagnostic::toString)
			.toList();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///" + fileName(text) + ".java"), Kind.SOURCE);
			this.text = text;
		}

		private static String fileName(String text) {
			Matcher matcher = PUBLIC_CLASS.matcher(text);
			return matcher.find() ? matcher.group(1) : "Snippet" + Math.abs(text.hashCode());
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
