import { type Browser, chromium, type Page } from 'playwright-core';
import type { Person } from './person';
import { Authenticator, fromBase32 } from './totp';
import { keycloakHost } from '../identity/keycloak';

/** A real browser with an empty profile. It is the only client that does not verify certificates. */
export async function withBrowser<T>(program: string, use: (page: Page) => Promise<T>): Promise<T> {
  const browser: Browser = await chromium.launch({
    executablePath: program,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const goto = page.goto.bind(page);
    // Chromium aborts requests when a network interface of the machine is added or removed, as happens with each pod.
    page.goto = (...to) =>
      goto(...to).catch((error: Error) =>
        error.message.includes('ERR_NETWORK_CHANGED') ? goto(...to) : Promise.reject(error),
      );
    return await use(page);
  } finally {
    await browser.close();
  }
}

/** Opens an address and completes Keycloak's pages as a person would. */
export async function signInAs(page: Page, person: Person, url: string): Promise<void> {
  await page.goto(url);
  for (let forms = 0; new URL(page.url()).host === keycloakHost; forms += 1) {
    if (forms === 5) throw new Error(`Keycloak does not let ${person.username} in: ${await page.innerText('body')}`);
    if ((await page.locator('#password').count()) > 0) {
      await page.fill('#username', person.username);
      await page.fill('#password', person.password);
      await submit(page, '#kc-login');
    } else if ((await page.locator('#mode-manual').count()) > 0) {
      await submit(page, '#mode-manual');
    } else if ((await page.locator('#kc-totp-secret-key').count()) > 0) {
      person.authenticator = new Authenticator(fromBase32(await page.innerText('#kc-totp-secret-key')));
      await page.fill('#totp', await person.authenticator.code());
      await page.fill('#userLabel', 'telephone');
      await submit(page, '#saveTOTPBtn');
    } else {
      await page.fill('#otp', await person.authenticator!.code());
      await submit(page, '#kc-login');
    }
  }
}

async function submit(page: Page, button: string): Promise<void> {
  const before = page.url();
  await Promise.all([page.waitForEvent('load'), page.click(button)]);
  await page.waitForLoadState('domcontentloaded');
  if (page.url() === before) await page.waitForTimeout(100);
}
