import { Centrifuge } from 'centrifuge';
import type { DemoSession } from './demo-session.ts';
import type { ChatMessage, ConnectionInfo, ConnectionListener, HostMetrics, Notification, RealtimeConnection } from './model.ts';

const FIRST_TERMINAL_CODE = 3500;

/** An operator has ended the user's sessions. */
const FORCE_DISCONNECT = 3503;

const PERMISSION_DENIED = 103;

const RETRY_MS = 8000;

/** Speaks the Centrifuge protocol by the official client; reconnects by itself until it is closed. */
export class CentrifugeConnection implements RealtimeConnection {

	private readonly client: Centrifuge;

	private closed = false;

	constructor(session: DemoSession, listener: ConnectionListener, withMetrics: boolean) {
		this.client = new Centrifuge(`${location.origin.replace(/^http/, 'ws')}/connection/websocket`, {
			name: 'sample-page',
			getToken: () => session.token(),
			minReconnectDelay: 500,
			maxReconnectDelay: 8000,
		});
		this.client.on('connecting', ({ code, reason }) => {
			if (code === 0) {
				listener.onState('connecting', '');
			}
			else {
				listener.onState('disconnected', `closed with ${code} (${reason})`);
			}
		});
		this.client.on('connected', () => {
			listener.onState('connected', '');
			void this.askForInfo(listener);
		});
		this.client.on('disconnected', ({ code, reason }) => {
			if (this.closed) {
				return;
			}
			if (code === FORCE_DISCONNECT) {
				this.closed = true;
				listener.onState('revoked', '');
				return;
			}
			listener.onState('disconnected', `closed with ${code} (${reason})`);
			if (code >= FIRST_TERMINAL_CODE) {
				// The client stops here for good. The page is left open for days, and the node
				// may come back with another secret: try again, slowly, with a new token.
				session.forgetToken();
				this.client.setToken('');
				setTimeout(() => this.closed || this.client.connect(), RETRY_MS);
			}
		});
		this.client.on('error', ({ error, type }) => {
			if (type !== 'transport') {
				listener.onError(error.message);
			}
		});
		this.subscribe<ChatMessage>('chat:lobby', listener.onChat, listener);
		this.subscribeAsMember(listener);
		this.subscribe<Notification>('/user/queue/notifications', listener.onNotification, listener);
		if (withMetrics) {
			this.subscribe<HostMetrics>('metrics:host', listener.onMetrics, listener);
		}
	}

	connect(): void {
		this.client.connect();
	}

	close(): void {
		this.closed = true;
		this.client.disconnect();
	}

	/** The client presents a new token by itself only shortly before the old one expires. */
	refresh(): void {
		this.client.setToken('');
		this.client.disconnect();
		this.client.connect();
	}

	async say(text: string): Promise<void> {
		await this.client.rpc('chat', { text });
	}

	private subscribe<T>(channel: string, accept: (data: T) => void, listener: ConnectionListener): void {
		const subscription = this.client.newSubscription(channel);
		subscription.on('publication', ({ data }) => accept(data as T));
		subscription.on('error', ({ error }) => listener.onError(`${channel}: ${error.message}`));
		subscription.on('unsubscribed', ({ code, reason }) => {
			if (code > 0) {
				listener.onError(`${channel}: ${reason}`);
			}
		});
		subscription.subscribe();
	}

	private subscribeAsMember(listener: ConnectionListener): void {
		const subscription = this.client.newSubscription('members:news');
		subscription.on('subscribed', () => listener.onMember(true));
		subscription.on('unsubscribed', ({ code }) => {
			if (code === PERMISSION_DENIED) {
				listener.onMember(false);
			}
		});
		subscription.subscribe();
	}

	private async askForInfo(listener: ConnectionListener): Promise<void> {
		try {
			const { data } = await this.client.rpc('connection', {});
			listener.onInfo(data as ConnectionInfo);
		}
		catch {
			// Connection lost meanwhile: it is asked again after the next connect.
		}
	}

}
