const REFRESH_BEFORE_MS = 60_000;

const MIN_REFRESH_MS = 5_000;

/** The demo user the page is signed in as, and that user's token. Both connections share it. */
export class DemoSession {

	readonly user: string;

	private current: { value: string; usableUntil: number } | undefined;

	constructor(user: string) {
		this.user = user;
	}

	async token(): Promise<string> {
		if (this.current && Date.now() < this.current.usableUntil) {
			return this.current.value;
		}
		const response = await fetch(`/api/token?user=${encodeURIComponent(this.user)}`);
		if (!response.ok) {
			throw new Error(`No token for "${this.user}" (HTTP ${response.status})`);
		}
		const { token, expiresIn } = (await response.json()) as { token: string; expiresIn: number };
		this.current = { value: token, usableUntil: Date.now() + expiresIn * 1000 - REFRESH_BEFORE_MS };
		return token;
	}

	/** Whether the present token has the role of members. Only the nodes verify it. */
	isMember(): boolean {
		const claims = this.current?.value.split('.')[1];
		if (!claims) {
			return false;
		}
		const { roles } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { roles?: string[] };
		return roles?.includes('MEMBER') ?? false;
	}

	/** Milliseconds until `token()` fetches a new token, and connections should send it. */
	refreshIn(): number {
		return Math.max(MIN_REFRESH_MS, (this.current?.usableUntil ?? 0) - Date.now());
	}

	/** To be called when a node refuses the token: the next attempt asks for a new one. */
	forgetToken(): void {
		this.current = undefined;
	}

}
