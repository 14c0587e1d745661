package io.github.realtimespring.internal.protocol.stomp.message;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BooleanLiteral;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.FloatLiteral;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.IntLiteral;
import org.springframework.expression.spel.ast.LongLiteral;
import org.springframework.expression.spel.ast.NullLiteral;
import org.springframework.expression.spel.ast.OpAnd;
import org.springframework.expression.spel.ast.OpDivide;
import org.springframework.expression.spel.ast.OpEQ;
import org.springframework.expression.spel.ast.OpGE;
import org.springframework.expression.spel.ast.OpGT;
import org.springframework.expression.spel.ast.OpLE;
import org.springframework.expression.spel.ast.OpLT;
import org.springframework.expression.spel.ast.OpMinus;
import org.springframework.expression.spel.ast.OpModulus;
import org.springframework.expression.spel.ast.OpNE;
import org.springframework.expression.spel.ast.OpOr;
import org.springframework.expression.spel.ast.OpPlus;
import org.springframework.expression.spel.ast.OperatorBetween;
import org.springframework.expression.spel.ast.OperatorNot;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.RealLiteral;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.Ternary;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.messaging.Message;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.SeededHash;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;

/**
 * A subscription's selector: an expression over a message's headers, as Spring's simple
 * broker evaluates it. Every publication waits for its evaluation, so it must be short,
 * and slow operations are not supported: {@code matches}, projection, selection.
 * Thread-safe.
 */
public final class Selector {

	/**
	 * The longest expression, in characters.
	 */
	public static final int MAX_LENGTH = 512;

	private static final Log logger = LimitedLog.of(Selector.class);

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private static final EvaluationContext context = SimpleEvaluationContext
		.forPropertyAccessors(new MessageHeaderPropertyAccessor())
		.withAssignmentDisabled()
		.build();

	/** The operations whose time is proportional to the expression's length. */
	private static final Set<Class<?>> SUPPORTED = Set.of(BooleanLiteral.class, CompoundExpression.class, Elvis.class,
			FloatLiteral.class, Indexer.class, InlineList.class, IntLiteral.class, LongLiteral.class, NullLiteral.class,
			OpAnd.class, OpDivide.class, OpEQ.class, OpGE.class, OpGT.class, OpLE.class, OpLT.class, OpMinus.class,
			OpModulus.class, OpNE.class, OpOr.class, OpPlus.class, OperatorBetween.class, OperatorNot.class,
			PropertyOrFieldReference.class, RealLiteral.class, StringLiteral.class, Ternary.class);

	private final String text;

	private final Expression expression;

	private Selector(String text, Expression expression) {
		this.text = text;
		this.expression = expression;
	}

	/**
	 * Parse a selector.
	 * @return {@code null} if it is no expression: as with Spring's simple broker, the
	 * subscription then has none
	 * @throws BadHeaderException if the expression is too long or not supported
	 */
	public static @Nullable Selector parse(String header, String text) {
		if (text.length() > MAX_LENGTH) {
			throw BadHeaderException.malformed(header);
		}
		SpelExpression expression;
		try {
			expression = parser.parseRaw(text);
		}
		catch (ParseException | IllegalStateException | IllegalArgumentException ex) {
			logger.debug("A selector could not be parsed");
			return null;
		}
		if (!isSupported(expression.getAST())) {
			throw BadHeaderException.malformed(header);
		}
		return new Selector(text, expression);
	}

	private static boolean isSupported(SpelNode node) {
		if (!SUPPORTED.contains(node.getClass())) {
			return false;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			if (!isSupported(node.getChild(i))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether a message is for the subscription. An expression that fails or is not a
	 * boolean selects nothing.
	 */
	boolean matches(Message<?> message) {
		try {
			return Boolean.TRUE.equals(this.expression.getValue(context, message, Boolean.class));
		}
		catch (RuntimeException ex) {
			logger.debug("A selector could not be evaluated", ex);
			return false;
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Selector selector && this.text.equals(selector.text));
	}

	@Override
	public int hashCode() {
		return SeededHash.of(this.text);
	}

}
