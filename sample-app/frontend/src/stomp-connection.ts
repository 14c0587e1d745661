import { Client, ReconnectionTimeMode, type IMessage } from '@stomp/stompjs';
import type { DemoSession } from './demo-session.ts';
import type { ConnectionListener, RealtimeConnection } from './model.ts';

/** Speaks STOMP by the official client; reconnects by itself until it is closed. */
export class StompConnection implements RealtimeConnection {

	private readonly client: Client;

	private closed = false;

	private refusal: string | undefined;

	constructor(session: DemoSession, listener: ConnectionListener, withMetrics: boolean) {
		const parsed = <T>(accept: (body: T) => void) => (message: IMessage) => accept(JSON.parse(message.body) as T);
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
			},
			onStompError: (frame) => {
				session.forgetToken();
				this.refusal = frame.headers['message'] ?? 'no reason given';
			},
			onWebSocketClose: (event: CloseEvent) => {
				if (!this.closed) {
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

	async say(text: string): Promise<void> {
		this.client.publish({
			destination: '/app/chat',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ text }),
		});
	}

}
