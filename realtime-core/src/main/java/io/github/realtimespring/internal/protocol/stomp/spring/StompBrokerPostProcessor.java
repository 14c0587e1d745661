package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.DefaultUserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.util.Assert;
import org.springframework.web.socket.messaging.StompSubProtocolHandler;
import org.springframework.web.socket.messaging.SubProtocolHandler;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.protocol.stomp.broker.StompBrokerMessageHandler;
import io.github.realtimespring.internal.protocol.stomp.session.StompFrameDecoder;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Puts our parts into the places of Spring's, once Spring has made and configured its
 * own: the broker for the simple broker, nothing for the handler of user destinations, a
 * frame decoder that never throws, and no second buffer in front of each session.
 */
public class StompBrokerPostProcessor implements BeanPostProcessor, BeanFactoryAware {

	private static final Log logger = LogFactory.getLog(StompBrokerPostProcessor.class);

	private static final String SIMPLE_BROKER = "simpleBrokerMessageHandler";

	private static final String USER_DESTINATIONS = "userDestinationMessageHandler";

	private static final String USER_DESTINATION_RESOLVER = "userDestinationResolver";

	private static final String METHODS = "simpAnnotationMethodMessageHandler";

	private static final String STOMP_MAPPING = "stompWebSocketHandlerMapping";

	private static final String SUB_PROTOCOLS = "subProtocolWebSocketHandler";

	private final Supplier<StompSessions> sessions;

	private final Supplier<ChannelPermissions> permissions;

	private final Supplier<MessageBroker> messageBroker;

	private @Nullable BeanFactory beanFactory;

	private volatile boolean brokerReplaced;

	/**
	 * Create the post-processor. Its dependencies are looked up when the broker is
	 * created.
	 * @param sessions the STOMP sessions
	 * @param permissions decides the permissions of clients on channels
	 * @param messageBroker told about the broker
	 */
	public StompBrokerPostProcessor(Supplier<StompSessions> sessions, Supplier<ChannelPermissions> permissions,
			Supplier<MessageBroker> messageBroker) {
		Assert.notNull(sessions, "'sessions' must not be null");
		Assert.notNull(permissions, "'permissions' must not be null");
		Assert.notNull(messageBroker, "'messageBroker' must not be null");
		this.sessions = sessions;
		this.permissions = permissions;
		this.messageBroker = messageBroker;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) throws BeansException {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		switch (beanName) {
			case SIMPLE_BROKER -> {
				if (bean instanceof SimpleBrokerMessageHandler simpleBroker && isOnHub()) {
					return replace(simpleBroker);
				}
			}
			case USER_DESTINATIONS -> {
				if (bean instanceof UserDestinationMessageHandler handler && isOnHub()) {
					return replace(handler);
				}
			}
			case SUB_PROTOCOLS -> {
				if (bean instanceof SubProtocolWebSocketHandler handler && isOnHub()) {
					return replace(handler);
				}
			}
			case METHODS -> {
				if (bean instanceof AbstractMethodMessageHandler<?> methods && isOnHub()) {
					AwaitedReturnValueHandler.install(methods);
					if (methods instanceof SimpAnnotationMethodMessageHandler annotated) {
						annotated.setPhase(StompBrokerMessageHandler.phase(annotated));
					}
				}
			}
			case STOMP_MAPPING -> {
				if (isOnHub()) {
					decodeQuietly(getBean(SUB_PROTOCOLS, SubProtocolWebSocketHandler.class));
				}
			}
			default -> {
			}
		}
		return bean;
	}

	private boolean isOnHub() {
		return this.sessions.get().brokerOwnership().isOnHub();
	}

	private StompBrokerMessageHandler replace(SimpleBrokerMessageHandler simpleBroker) {
		if (this.beanFactory != null && this.beanFactory.containsBean(STOMP_MAPPING)) {
			// Whether the application registered endpoints decides about the broker's
			// defaults
			this.beanFactory.getBean(STOMP_MAPPING);
		}
		UserDestinationResolver resolver = getBean(USER_DESTINATION_RESOLVER, UserDestinationResolver.class);
		String userPrefix = (resolver instanceof DefaultUserDestinationResolver standard)
				? standard.getDestinationPrefix() : "/user/";
		StompBrokerMessageHandler broker = new StompBrokerMessageHandler(simpleBroker, userPrefix, this.sessions.get(),
				this.permissions.get(), this.messageBroker.get());
		this.brokerReplaced = true;
		return broker;
	}

	private UserDestinationMessageHandler replace(UserDestinationMessageHandler original) {
		warnUnlessStandard(original, UserDestinationMessageHandler.class);
		warnUnlessStandard(original.getUserDestinationResolver(), DefaultUserDestinationResolver.class);
		UserDestinationMessageHandler replacement = new ReplaceableUserDestinationMessageHandler(
				getBean("clientInboundChannel", SubscribableChannel.class),
				getBean("brokerChannel", SubscribableChannel.class), original.getUserDestinationResolver(),
				() -> this.brokerReplaced);
		replacement.setBroadcastDestination(original.getBroadcastDestination());
		replacement.setHeaderInitializer(original.getHeaderInitializer());
		replacement.setPhase(StompBrokerMessageHandler.phase(original));
		return replacement;
	}

	private SubProtocolWebSocketHandler replace(SubProtocolWebSocketHandler original) {
		warnUnlessStandard(original, SubProtocolWebSocketHandler.class);
		SubProtocolWebSocketHandler replacement = new DirectSubProtocolWebSocketHandler(
				getBean("clientInboundChannel", SubscribableChannel.class),
				getBean("clientOutboundChannel", SubscribableChannel.class), this.sessions.get());
		original.getProtocolHandlers().forEach(replacement::addProtocolHandler);
		replacement.setPhase(StompBrokerMessageHandler.phase(original));
		return replacement;
	}

	/**
	 * Warn that an application's replacement of a Spring class is no longer used.
	 */
	private static void warnUnlessStandard(Object bean, Class<?> standard) {
		Class<?> actual = AopUtils.getTargetClass(bean);
		if (actual != standard) {
			logger.warn("The application's " + actual.getName() + " is not used: the realtime edge replaces "
					+ standard.getSimpleName() + ". With realtime.stomp.enabled=false STOMP is left to Spring");
		}
	}

	private void decodeQuietly(SubProtocolWebSocketHandler subProtocols) {
		for (SubProtocolHandler handler : subProtocols.getProtocolHandlers()) {
			if (handler instanceof StompSubProtocolHandler stomp) {
				StompFrameDecoder decoder = new StompFrameDecoder(stomp.getMessageSizeLimit(),
						this.sessions.get().brokerOwnership().isConfiguredByApplication());
				decoder.setHeaderInitializer(stomp.getHeaderInitializer());
				stomp.setDecoder(decoder);
				this.sessions.get().maxFrameSize(stomp.getMessageSizeLimit());
				// The decoder keeps the limit: here Spring would throw and log
				stomp.setMessageSizeLimit(Integer.MAX_VALUE);
				// The inbound queue keeps the order. Spring would log refusals with all
				// headers
				stomp.setPreserveReceiveOrder(false);
			}
		}
	}

	private <T> T getBean(String name, Class<T> type) {
		Assert.state(this.beanFactory != null, "No BeanFactory");
		return this.beanFactory.getBean(name, type);
	}

}
