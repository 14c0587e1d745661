import 'uplot/dist/uPlot.min.css';
import './style.css';
import { Bridge } from './bridge.ts';
import { CentrifugeConnection } from './centrifuge-connection.ts';
import { ChatPane } from './chat-pane.ts';
import { DemoSession } from './demo-session.ts';
import { element } from './dom.ts';
import { HostCharts } from './host-charts.ts';
import type { ConnectionListener, ConnectionState, Protocol, RealtimeConnection } from './model.ts';
import { friendlyName, isValidName } from './names.ts';
import { nodeLabel } from './node-colors.ts';
import { NotificationList } from './notification-list.ts';
import { OperatorPanel } from './operator-panel.ts';
import { StompConnection } from './stomp-connection.ts';

const parameters = new URLSearchParams(location.search);
const only = parameters.get('only');
const protocols = (['centrifuge', 'stomp'] as const).filter((protocol) => !only || only === protocol);
const shown: readonly Protocol[] = protocols.length > 0 ? protocols : ['centrifuge', 'stomp'];
const metricsBy = shown[0];

const charts = new HostCharts();
const bridge = new Bridge();
const notifications = new NotificationList();
const operator = new OperatorPanel();
let current: DemoSession | undefined;
const connections = new Map<Protocol, RealtimeConnection>();
const panes = new Map(
	shown.map((protocol) => [protocol, new ChatPane(protocol, async (text) => connections.get(protocol)?.say(text))] as const),
);

function showState(protocol: Protocol, state: ConnectionState, detail: string): void {
	const pill = element(`[data-testid="${protocol}-state"]`);
	pill.dataset['state'] = state;
	pill.title = detail;
	element('.state-text', pill).textContent = state;
	if (state !== 'connected') {
		element(`[data-testid="${protocol}-node"]`).replaceChildren();
	}
	panes.get(protocol)?.setState(state);
	if (state === 'revoked') {
		panes.get(protocol)?.showProblem('Your access was revoked. Sign in again to come back.');
	}
	if (state === 'disconnected') {
		panes.get(protocol)?.showProblem(`Connection ${detail}. Trying again…`);
	}
}

function listenerFor(protocol: Protocol): ConnectionListener {
	return {
		onState: (state, detail) => showState(protocol, state, detail),
		onInfo: ({ node }) => element(`[data-testid="${protocol}-node"]`).replaceChildren(nodeLabel(node)),
		onChat: (message) => {
			panes.get(protocol)?.add(message);
			bridge.pass(message);
		},
		onNotification: (notification) => notifications.add(notification, protocol),
		onMetrics: (metrics) => charts.add(metrics),
		onMember: (member) => {
			element(`[data-testid="${protocol}-member"]`).textContent = member ? 'member' : 'no member';
		},
		onError: (text) => panes.get(protocol)?.showProblem(text),
	};
}

function signIn(user: string): void {
	connections.forEach((connection) => connection.close());
	connections.clear();
	const session = new DemoSession(user);
	current = session;
	operator.signedIn(session);
	notifications.signedIn(user);
	for (const protocol of shown) {
		panes.get(protocol)?.signedIn(user);
		showState(protocol, 'connecting', '');
		const create = protocol === 'stomp' ? StompConnection : CentrifugeConnection;
		const connection = new create(session, listenerFor(protocol), protocol === metricsBy);
		connections.set(protocol, connection);
		connection.connect();
	}
}

const form = element<HTMLFormElement>('#sign-in');
const nameField = element<HTMLInputElement>('[data-testid="user-name"]');
form.addEventListener('submit', (event) => {
	event.preventDefault();
	const address = new URL(location.href);
	address.searchParams.set('user', nameField.value);
	history.replaceState(null, '', address);
	signIn(nameField.value);
	nameField.blur();
});

element('#refresh-token').addEventListener('click', () => {
	current?.forgetToken();
	connections.forEach((connection) => connection.refresh());
});

for (const hidden of document.querySelectorAll<HTMLElement>('[data-protocol-part]')) {
	hidden.hidden = !shown.includes(hidden.dataset['protocolPart'] as Protocol);
}
element('#room').dataset['panes'] = `${shown.length}`;

const asked = parameters.get('user');
nameField.value = asked && isValidName(asked) ? asked : friendlyName();
signIn(nameField.value);
