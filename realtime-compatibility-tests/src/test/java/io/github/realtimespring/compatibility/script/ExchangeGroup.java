package io.github.realtimespring.compatibility.script;

import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.compatibility.application.Application;

/**
 * The exchanges of one application.
 */
public abstract class ExchangeGroup {

	private final Application application;

	private final List<Exchange> exchanges = new ArrayList<>();

	protected ExchangeGroup(Application application) {
		this.application = application;
	}

	/**
	 * Add an exchange.
	 * @param name a sentence: what Spring does
	 * @param steps what the clients and the server do
	 */
	protected final Exchange exchange(String name, Exchange.Steps steps) {
		Exchange exchange = new Exchange(name, steps);
		this.exchanges.add(exchange);
		return exchange;
	}

	public final Application application() {
		return this.application;
	}

	public final List<Exchange> exchanges() {
		return this.exchanges;
	}

}
