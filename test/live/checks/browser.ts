import type { Page } from 'playwright-core';
import { alertmanager, grafana, prometheus, site, withoutDetour } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { signInAs, withBrowser } from '../client/browser';
import type { Person } from '../client/person';
import { keycloakHost } from '../identity/keycloak';

const open = <T>({ stack }: EdgeScene, use: (page: Page) => Promise<T>) =>
  withBrowser(stack.programs.found.chromium!, use);

async function status(page: Page, url: string): Promise<number> {
  return (await page.goto(url))!.status();
}

async function signedIn(page: Page, person: Person, url: string): Promise<void> {
  await signInAs(page, person, url);
  expectEqual(essence(page.url()), essence(url), 'address after the sign-in');
}

/** Path and query expression of an address. The page of Prometheus adds and reorders other parameters. */
function essence(address: string): string[] {
  const { origin, pathname, searchParams } = new URL(withoutDetour(address));
  return [`${origin}${pathname}`, ...['g0.expr', 'g0.tab'].map((name) => searchParams.get(name) ?? '')];
}

/** Checks with a real browser, Chromium. */
export const browser: Area<EdgeScene> = {
  name: 'browser',
  needs: [...signOnPrograms, 'chromium'],
  checks: [
    {
      title: 'alice signs in with a second factor, returns to the deep link and gets the response of Prometheus',
      run: (scene) =>
        open(scene, async (page) => {
          await signedIn(page, await scene.people.alice(), `${prometheus}/graph?g0.expr=up&g0.tab=1`);
          expect((await page.title()).includes('Prometheus'), `title ${await page.title()}`);
          await page.waitForSelector('text=localhost:9090');
          const answer = await page.evaluate(
            async (url: string) => (await fetch(url)).json() as Promise<{ status: string }>,
            `${prometheus}/api/v1/query?query=up`,
          );
          expectEqual(answer.status, 'success', 'query from the page');
        }),
    },
    {
      title: 'a deep link with special characters in its query is kept over the sign-in',
      run: (scene) =>
        open(scene, async (page) => {
          const query = encodeURIComponent('up{instance!~"http://x//y.*"} and on(job) up');
          await signedIn(page, await scene.people.alice(), `${prometheus}/graph?g0.expr=${query}&g0.tab=1`);
        }),
    },
    {
      title: 'oscar opens Prometheus, Alertmanager and Grafana with one sign-in',
      run: (scene) =>
        open(scene, async (page) => {
          await signedIn(page, await scene.people.oscar(), `${alertmanager}/`);
          expectEqual(await page.title(), 'Alertmanager', 'title');
          for (const url of [`${prometheus}/graph`, `${grafana}/`]) expectEqual(await status(page, url), 200, url);
        }),
    },
    {
      title: 'mallory, who is in no group, gets a refusal without a redirect loop',
      run: (scene) =>
        open(scene, async (page) => {
          await signedIn(page, await scene.people.mallory(), `${prometheus}/graph`);
          for (const url of [`${prometheus}/graph`, `${alertmanager}/`, `${grafana}/`]) {
            expectEqual(await status(page, url), 403, url);
          }
        }),
    },
    {
      title: 'after signing out, oscar must enter his password again',
      run: (scene) =>
        open(scene, async (page) => {
          await signedIn(page, await scene.people.oscar(), `${alertmanager}/`);
          await page.goto(`${site}/oauth2/sign_out`);
          await page.waitForTimeout(6000);
          await page.goto(`${alertmanager}/`);
          expectEqual(new URL(page.url()).host, keycloakHost, 'where the browser ends');
          expectEqual(await page.locator('#password').count(), 1, 'fields for a password');
        }),
    },
  ],
};
