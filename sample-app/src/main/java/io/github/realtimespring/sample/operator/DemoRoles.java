package io.github.realtimespring.sample.operator;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * The roles of the demo's users, which their tokens carry. In the memory of this node:
 * like the tokens, it stands in for the identity provider of a real application.
 */
@Component
public class DemoRoles {

	/**
	 * The role of everybody from whom it was not taken.
	 */
	public static final String MEMBER = "MEMBER";

	/**
	 * The role of the user {@code operator}.
	 */
	public static final String OPERATOR = "OPERATOR";

	private final Set<String> formerMembers = ConcurrentHashMap.newKeySet();

	/**
	 * Return the roles of a user.
	 * @param user the user's name
	 * @return the roles
	 */
	public Set<String> of(String user) {
		Set<String> roles = new TreeSet<>();
		if (!this.formerMembers.contains(user)) {
			roles.add(MEMBER);
		}
		if (user.equals("operator")) {
			roles.add(OPERATOR);
		}
		return roles;
	}

	void setMember(String user, boolean member) {
		if (member) {
			this.formerMembers.remove(user);
		}
		else {
			this.formerMembers.add(user);
		}
	}

}
