package io.github.realtimespring.compatibility;

import java.util.List;

import io.github.realtimespring.compatibility.exchange.ArgumentExchanges;
import io.github.realtimespring.compatibility.exchange.BrokerExchanges;
import io.github.realtimespring.compatibility.exchange.FrameExchanges;
import io.github.realtimespring.compatibility.exchange.InterceptorExchanges;
import io.github.realtimespring.compatibility.exchange.ReturnExchanges;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * All exchanges.
 */
final class ExchangeGroups {

	static final List<ExchangeGroup> ALL = List.of(new BrokerExchanges(), new FrameExchanges(), new ArgumentExchanges(),
			new ReturnExchanges(), new InterceptorExchanges());

	private ExchangeGroups() {
	}

}
