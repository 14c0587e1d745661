/** What travels between the page and the nodes, and what the page's parts tell each other. */

export type Protocol = 'stomp' | 'centrifuge';

/** A connection that was revoked isn't made again. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'revoked';

export const protocolNames: Record<Protocol, string> = { stomp: 'STOMP', centrifuge: 'Centrifuge' };

export interface ChatMessage {
	id: string;
	author: string;
	time: string;
	protocol?: string | null;
	node: string;
	text: string;
}

export interface HostMetrics {
	time: string;
	node: string;
	cpu: number;
	systemCpu: number;
	heapUsed: number;
	heapMax: number;
	threads: number;
	gcPauseMs: number;
	gcCount: number;
	sessions?: number | null;
}

export interface Notification {
	id: string;
	time: string;
	node: string;
	text: string;
}

export interface ConnectionInfo {
	node: string;
	user?: string | null;
}

export interface ConnectionListener {
	onState(state: ConnectionState, detail: string): void;
	onInfo(info: ConnectionInfo): void;
	onChat(message: ChatMessage): void;
	onNotification(notification: Notification): void;
	onMetrics(metrics: HostMetrics): void;
	onMember(member: boolean): void;
	onError(text: string): void;
}

export interface RealtimeConnection {
	connect(): void;
	close(): void;
	say(text: string): Promise<void>;
	/** To be called after the session's token was forgotten: presents a new one. */
	refresh(): void;
}
