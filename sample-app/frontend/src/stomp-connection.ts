import { Client, ReconnectionTimeMode, type IMessage } from '@stomp/stompjs';
import type { DemoSession } from './demo-session.ts';
import type { ConnectionListener, RealtimeConnection } from './model.ts';

/** Policy violation: with the reason "revoked" an operator has ended the user's sessions. */
const REVOKED = { code: 1008, reason: 'revoked' };

const MEMBERS = { id: 'members', receipt: 'members-subscribed' };

/** Speaks STOMP by the official client; reconnects by itself until it is closed. */
export class StompConnection implements RealtimeConnection {

	private readonly client: Client;

	private closed = false;

	private refusal: string | undefined;

	private refreshTimer: ReturnType<typeof setTimeout> | undefined;

	private readonly session: DemoSession;

	constructor(session: DemoSession, listener: ConnectionListener, withMetrics: boolean) {
		const parsed = <T>(accept: (body: T) => void) => (message: IMessage) => accept(JSON.parse(message.body) as T);
		this.session = session;
		this.client = new Client({
			brokerURL: `${location.origin.replace(/^http/, 'ws')}/ws`,
			reconnectDelay: 500,
			maxReconnectDelay: 8000,
			reconnectTimeMode: ReconnectionTimeMode.EXPONENTIAL,
			connectionTimeout: 10_000,
			heartbeatIncoming: 10_000,
			heartbeatOutgoing: 10_000,
			beforeConnect: async (client) => {
				if (!this.closed) {
					listener.onState('connecting', '');
				}
				try {
					client.connectHeaders = { Authorization: `Bearer ${await session.token()}` };
				}
				catch {
					// The client would give up on an error here. Without a token the node refuses
					// the connection, and the next attempt starts with a new one.
					client.connectHeaders = {};
				}
			},
			onConnect: () => {
				this.client.subscribe('/topic/chat:lobby', parsed(listener.onChat));
				this.client.subscribe('/user/queue/notifications', parsed(listener.onNotification));
				this.client.subscribe('/app/connection', parsed(listener.onInfo));
				if (withMetrics) {
					this.client.subscribe('/topic/metrics:host', parsed(listener.onMetrics));
				}
				listener.onState('connected', '');
				this.refreshLater(session);
				if (session.isMember()) {
					this.client.watchForReceipt(MEMBERS.receipt, () => listener.onMember(true));
					this.client.subscribe('/topic/members:news', () => undefined, MEMBERS);
				}
				else {
					// Over STOMP asking in vain would end the connection
					listener.onMember(false);
				}
			},
			onUnhandledReceipt: ({ headers }) => {
				// The node ends subscriptions that a new token does not permit
				if (headers['receipt-id'] === 'unsubscribed' && headers['subscription'] === MEMBERS.id) {
					listener.onMember(false);
				}
			},
			onStompError: (frame) => {
				session.forgetToken();
				this.refusal = frame.headers['message'] ?? 'no reason given';
			},
			onWebSocketClose: (event: CloseEvent) => {
				clearTimeout(this.refreshTimer);
				if (!this.closed && event.code === REVOKED.code && event.reason === REVOKED.reason) {
					this.close();
					listener.onState('revoked', '');
				}
				else if (!this.closed) {
					const closed = `closed with ${event.code}${event.reason ? ` (${event.reason})` : ''}`;
					listener.onState('disconnected', this.refusal ? `refused: ${this.refusal}` : closed);
				}
				this.refusal = undefined;
			},
		});
	}

	connect(): void {
		this.client.activate();
	}

	close(): void {
		this.closed = true;
		void this.client.deactivate();
	}

	refresh(): void {
		void this.refreshToken(this.session);
	}

	/** Sends a new token before the present one expires, so that the connection outlives it. */
	private refreshLater(session: DemoSession): void {
		clearTimeout(this.refreshTimer);
		this.refreshTimer = setTimeout(() => void this.refreshToken(session), session.refreshIn());
	}

	private async refreshToken(session: DemoSession): Promise<void> {
		try {
			const token = await session.token();
			if (this.client.connected) {
				this.client.publish({ destination: '/realtime/refresh', headers: { Authorization: `Bearer ${token}` } });
			}
		}
		catch {
			// Tried again below. In vain, the node closes the connection, and the client begins another
		}
		if (this.client.connected) {
			this.refreshLater(session);
		}
	}

	async say(text: string): Promise<void> {
		this.client.publish({
			destination: '/app/chat',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ text }),
		});
	}

}
