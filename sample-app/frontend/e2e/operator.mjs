// An operator takes a right away and revokes users; their pages show it, on both protocols and on both nodes.
// Environment: CHROMIUM, NODE_A and NODE_B (base addresses).
import { strict as assert } from 'node:assert';
import { chromium } from 'playwright-core';

const { CHROMIUM, NODE_A, NODE_B } = process.env;
const patience = { timeout: 60_000 };

const browser = await chromium.launch({
	executablePath: CHROMIUM,
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--no-first-run'],
});
try {
	const context = await browser.newContext();
	const operator = await open(`${NODE_A}/?user=operator&only=stomp`, 'stomp');
	const stomp = await open(`${NODE_A}/?user=dora&only=stomp`, 'stomp');
	const centrifuge = await open(`${NODE_B}/?user=emil&only=centrifuge`, 'centrifuge');
	assert.equal(await stomp.getByTestId('revoke').isVisible(), false, 'only an operator sees the button');

	await member(stomp, 'stomp', 'member');
	await member(centrifuge, 'centrifuge', 'member');
	await operator.getByTestId('operator-user').fill('dora');
	await operator.getByTestId('end-membership').click();
	await operator.getByTestId('operator-result').getByText('dora is a member until the next token.').waitFor(patience);
	await stomp.getByTestId('refresh-token').click();
	await member(stomp, 'stomp', 'no member');
	await state(stomp, 'stomp', 'connected');

	await revoke(operator, 'dora');
	await state(stomp, 'stomp', 'revoked');
	await stomp.getByText('Your access was revoked').first().waitFor(patience);
	await revoke(operator, 'emil');
	await state(centrifuge, 'centrifuge', 'revoked');
	await centrifuge.getByText('Your access was revoked').first().waitFor(patience);
	await signInAgain(stomp, 'stomp');
	await member(stomp, 'stomp', 'no member');
	await signInAgain(centrifuge, 'centrifuge');

	const refused = await fetch(`${NODE_A}/api/operator/users/dora/revocation`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${await token('dora')}` },
	});
	assert.equal(refused.status, 403, 'a user without the role must not revoke');

	async function open(url, protocol) {
		const page = await context.newPage();
		await page.goto(url);
		await state(page, protocol, 'connected');
		return page;
	}
}
finally {
	await browser.close();
}
console.log('ok');

async function state(page, protocol, expected) {
	await page.waitForFunction(([name, wanted]) =>
		document.querySelector(`[data-testid="${name}-state"]`)?.dataset.state === wanted, [protocol, expected], patience);
}

async function member(page, protocol, expected) {
	await page.waitForFunction(([name, wanted]) =>
		document.querySelector(`[data-testid="${name}-member"]`)?.textContent === wanted, [protocol, expected], patience);
}

async function revoke(page, user) {
	await page.getByTestId('operator-user').fill(user);
	await page.getByTestId('revoke').click();
	await page.getByTestId('operator-result').getByText(`${user} is revoked.`).waitFor(patience);
}

/** A token that was issued in the second of the revocation is refused too. */
async function signInAgain(page, protocol) {
	await page.waitForFunction((since) => Date.now() - since > 1100, Date.now(), patience);
	await page.getByTestId('sign-in').click();
	await state(page, protocol, 'connected');
}

async function token(user) {
	const response = await fetch(`${NODE_A}/api/token?user=${user}`);
	return (await response.json()).token;
}
