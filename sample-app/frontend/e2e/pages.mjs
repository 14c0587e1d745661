// Two tabs on two nodes: what the STOMP tab says the Centrifuge tab shows, and the other way round.
// Environment: CHROMIUM, NODE_A and NODE_B (base addresses), SCREENSHOT (a file, optional).
import { strict as assert } from 'node:assert';
import { chromium } from 'playwright-core';

const { CHROMIUM, NODE_A, NODE_B, SCREENSHOT } = process.env;
const patience = { timeout: 60_000 };

const browser = await chromium.launch({
	executablePath: CHROMIUM,
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--no-first-run'],
});
try {
	const context = await browser.newContext({ viewport: { width: 760, height: 1180 }, colorScheme: 'light' });
	const problems = [];
	const stomp = await open(`${NODE_A}/?user=ann&only=stomp`, 'stomp');
	const centrifuge = await open(`${NODE_B}/?user=bob&only=centrifuge`, 'centrifuge');

	await say(stomp, 'stomp', 'Hello from a STOMP client on the first node');
	await hear(centrifuge, 'centrifuge', 'Hello from a STOMP client on the first node');
	await say(centrifuge, 'centrifuge', 'And hello from a Centrifuge client on the second');
	await hear(stomp, 'stomp', 'And hello from a Centrifuge client on the second');
	await hear(centrifuge, 'centrifuge', 'And hello from a Centrifuge client on the second');

	const answer = await fetch(`${NODE_A}/api/users/bob/notifications`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ text: 'Your order has shipped' }),
	});
	assert.equal(answer.status, 202);
	await centrifuge.getByTestId('notifications').getByText('Your order has shipped').first().waitFor(patience);
	assert.equal(await stomp.getByTestId('notifications').getByText('Your order has shipped').count(), 0,
		'a notification for bob must not reach ann');

	for (const chart of ['chart-cpu', 'chart-heap', 'chart-threads', 'chart-gc']) {
		await centrifuge.waitForFunction(
			(id) => document.querySelector(`[data-testid="${id}"] canvas`)?.width > 0, chart, patience);
	}
	await hostNumbersMove(centrifuge);
	await fitsOnAPhone(await open(`${NODE_A}/?user=ann`, 'stomp'));
	assert.deepEqual(problems, [], 'the page reported problems');

	if (SCREENSHOT) {
		await centrifuge.waitForTimeout(Number(process.env.SCREENSHOT_AFTER ?? 0));
		await screenshot(context, [stomp, centrifuge]);
	}

	async function open(url, protocol) {
		const page = await context.newPage();
		page.on('pageerror', (error) => problems.push(`${url}: ${error}`));
		page.on('console', (message) => message.type() === 'error' && problems.push(`${url}: ${message.text()}`));
		await page.goto(url);
		await page.waitForFunction((name) =>
			document.querySelector(`[data-testid="${name}-state"]`)?.dataset.state === 'connected', protocol, patience);
		return page;
	}
}
finally {
	await browser.close();
}
console.log('ok');

async function say(page, protocol, text) {
	await page.getByTestId(`${protocol}-input`).fill(text);
	await page.getByTestId(`${protocol}-send`).click();
}

async function hear(page, protocol, text) {
	await page.getByTestId(`${protocol}-messages`).getByText(text).first().waitFor(patience);
}

async function hostNumbersMove(page) {
	const values = page.getByTestId('chart-heap').locator('.values');
	const before = await values.innerText();
	await page.waitForFunction(([selector, text]) => document.querySelector(selector).innerText !== text,
		['[data-testid="chart-heap"] .values', before], patience);
}

async function fitsOnAPhone(page) {
	for (const viewport of [{ width: 390, height: 844 }, { width: 320, height: 568 }]) {
		await page.setViewportSize(viewport);
		const layout = await page.evaluate(() => ({
			width: document.documentElement.scrollWidth,
			chat: document.querySelector('.chat').getBoundingClientRect().top,
			charts: document.querySelector('#charts').getBoundingClientRect().top,
			input: document.querySelector('#stomp-input').getBoundingClientRect().bottom,
		}));
		assert.equal(layout.width, viewport.width, 'the page must not scroll sideways on a phone');
		assert.ok(layout.chat < layout.charts, 'the chat must come first on a phone');
		assert.ok(layout.input < 640, `the chat's input must be near the top of a phone, not at ${layout.input}`);
	}
	await page.close();
}

async function screenshot(context, pages) {
	const images = [];
	for (const page of pages) {
		images.push((await page.screenshot()).toString('base64'));
	}
	const sheet = await context.newPage();
	await sheet.setViewportSize({ width: 1552, height: 1180 });
	await sheet.setContent(`<body style="margin:0;display:flex;gap:32px;background:#c9d1de">${images
		.map((image) => `<img src="data:image/png;base64,${image}">`).join('')}`);
	await sheet.screenshot({ path: SCREENSHOT });
}
