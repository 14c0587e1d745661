package io.github.realtimespring.internal.hub.inbound;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientNetwork}.
 */
class ClientNetworkTests {

	@ParameterizedTest
	@CsvSource({ "2001:db8:1:2:3:4:5:6, 20010db800010002/64", "[2001:db8:1:2::9], 20010db800010002/64",
			"fe80::1%eth0, fe80000000000000/64", "::ffff:10.1.2.3, 10.1.2.3", "10.1.2.3, 10.1.2.3", "p:q, p:q",
			"host.example, host.example" })
	void theAddressesOfAnIpv6NetworkAreOneClient(String address, String network) {
		assertThat(ClientNetwork.of(address)).isEqualTo(network);
	}

}
