package io.github.realtimespring.compatibility;

import java.util.List;

import io.github.realtimespring.compatibility.exchange.ArgumentExchanges;
import io.github.realtimespring.compatibility.exchange.BrokerExchanges;
import io.github.realtimespring.compatibility.exchange.CustomizedExchanges;
import io.github.realtimespring.compatibility.exchange.FrameExchanges;
import io.github.realtimespring.compatibility.exchange.HandlerExchanges;
import io.github.realtimespring.compatibility.exchange.HandshakeExchanges;
import io.github.realtimespring.compatibility.exchange.InterceptorExchanges;
import io.github.realtimespring.compatibility.exchange.LargeLimitExchanges;
import io.github.realtimespring.compatibility.exchange.LimitExchanges;
import io.github.realtimespring.compatibility.exchange.LiteralUserExchanges;
import io.github.realtimespring.compatibility.exchange.ObserverExchanges;
import io.github.realtimespring.compatibility.exchange.OrderExchanges;
import io.github.realtimespring.compatibility.exchange.PrincipalExchanges;
import io.github.realtimespring.compatibility.exchange.RelayExchanges;
import io.github.realtimespring.compatibility.exchange.ReturnExchanges;
import io.github.realtimespring.compatibility.exchange.SecurityExchanges;
import io.github.realtimespring.compatibility.exchange.SelectorExchanges;
import io.github.realtimespring.compatibility.exchange.SessionExchanges;
import io.github.realtimespring.compatibility.exchange.SharedPrefixExchanges;
import io.github.realtimespring.compatibility.exchange.SockJsExchanges;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * All exchanges.
 */
final class ExchangeGroups {

	static final List<ExchangeGroup> ALL = List.of(new BrokerExchanges(), new FrameExchanges(), new ArgumentExchanges(),
			new ReturnExchanges(), new ObserverExchanges(), new InterceptorExchanges(), new HandshakeExchanges(),
			new PrincipalExchanges(), new SelectorExchanges(), new SharedPrefixExchanges(), new LiteralUserExchanges(),
			new LimitExchanges(), new LargeLimitExchanges(), new OrderExchanges(), new CustomizedExchanges(),
			new SockJsExchanges(), new HandlerExchanges(), new SecurityExchanges(), new SessionExchanges(),
			new RelayExchanges());

	private ExchangeGroups() {
	}

}
