import type { DemoSession } from './demo-session.ts';
import { element } from './dom.ts';

const OPERATOR = 'operator';

/** The section "Rights": what an operator does with other users. */
export class OperatorPanel {

	private readonly form = element<HTMLFormElement>('#operator');

	private readonly user = element<HTMLInputElement>('#operator-user');

	private readonly result = element('#operator-result');

	private session: DemoSession | undefined;

	constructor() {
		this.form.addEventListener('submit', (event) => {
			event.preventDefault();
			void this.ask('POST', 'revocation', 'revoked');
		});
		element('#end-membership').addEventListener('click', () => {
			if (this.form.reportValidity()) {
				void this.ask('DELETE', 'membership', 'a member until the next token');
			}
		});
	}

	signedIn(session: DemoSession): void {
		this.session = session;
		this.form.hidden = session.user !== OPERATOR;
		element('#operator-hint').hidden = !this.form.hidden;
		this.result.textContent = '';
	}

	private async ask(method: string, what: string, done: string): Promise<void> {
		const user = this.user.value;
		try {
			const response = await fetch(`/api/operator/users/${encodeURIComponent(user)}/${what}`, {
				method,
				headers: { Authorization: `Bearer ${await this.session?.token()}` },
			});
			if (!response.ok) {
				throw new Error(`HTTP ${response.status}`);
			}
			this.result.textContent = `${user} is ${done}.`;
		}
		catch (failure) {
			this.result.textContent = `Not done: ${(failure as Error).message}`;
		}
	}

}
