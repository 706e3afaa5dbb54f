import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html as printHtml } from '../../../src/report/html.ts';
import { planPage } from '../../../src/report/plan/plan-page.ts';
import type { PlanReport } from '../../../src/report/plan/plan-report.ts';
import { NASTY, nastyReport } from '../../unit/plan-formats/nasty.ts';
import { SAMPLES } from '../../unit/plan-formats/samples/index.ts';
import { type Browser, startBrowser } from './browser.ts';
import { chromiumProgram, NoChromium } from './chromium-program.ts';
import { type OpenPage, openPage, type View } from './page.ts';

const html = (report: PlanReport): string => printHtml(planPage(report));

const CONTRAST = readFileSync(join(import.meta.dirname, 'contrast-in-page.js'), 'utf8');
const READABLE = 4.5;
const INSTALLED_IN = 10 * 60_000;
/** Where to leave pictures for the eye; nowhere where it is not set. */
const PICTURES = process.env.PLAN_PICTURES;

let started: Browser | undefined;
let missing = '';

beforeAll(async () => {
  try {
    started = await startBrowser(await chromiumProgram());
  } catch (error) {
    if (!(error instanceof NoChromium)) throw error;
    missing = `${error.message}: opening plans in a browser is skipped`;
    console.warn(missing);
  }
}, INSTALLED_IN);

afterAll(() => started?.close());

/** Tests that open a page in a real browser; skipped, with the reason, where there is none. */
const pageTest = test.extend<{ open: (page: string, view: View) => Promise<OpenPage> }>({
  open: async ({ skip }, use) => {
    const browser = started;
    if (browser === undefined) return skip(missing);
    await use((page, view) => openPage(browser, page, view));
  },
});

const BACKGROUNDS = { light: 'rgb(255, 255, 255)', dark: 'rgb(17, 20, 25)' } as const;
const background = (page: OpenPage) => page.evaluate('getComputedStyle(document.body).backgroundColor');
const shownText = (page: OpenPage) => page.evaluate('document.body.innerText');

interface ShownText {
  readonly text: string;
  readonly contrast: number;
}

async function shownTexts(page: OpenPage): Promise<readonly ShownText[]> {
  return (await page.evaluate(CONTRAST)) as readonly ShownText[];
}

const unreadable = (texts: readonly ShownText[]) => texts.filter(({ contrast }) => contrast < READABLE);

/** Requests beside the one for the page; the icon that is none stands in the page itself. */
const otherRequests = ({ requests, address }: OpenPage): string[] =>
  requests.filter((url) => url !== address && url !== 'data:,');

async function keepPicture(name: string, page: OpenPage): Promise<void> {
  const picture = await page.screenshot();
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.png`), picture);
}

const names = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
const schemes = ['light', 'dark'] as const;
const cases = names.flatMap((name) => schemes.map((scheme) => ({ name, scheme })));

describe('the page of a plan in Chromium', () => {
  pageTest.for(cases)(
    '$name in $scheme is drawn, readable, and asks for nothing',
    async ({ name, scheme }, { open }) => {
      const page = await open(html(SAMPLES[name]), { scheme });
      expect(page.requests).toContain(page.address);
      expect(otherRequests(page)).toEqual([]);
      expect(page.complaints).toEqual([]);
      expect(await background(page)).toBe(BACKGROUNDS[scheme]);
      const texts = await shownTexts(page);
      expect(texts.length).toBeGreaterThan(40);
      expect(unreadable(texts)).toEqual([]);
      await keepPicture(`${name}-${scheme}`, page);
    },
  );

  pageTest.for(names)('%s fits a narrow window', async (name, { open }) => {
    const page = await open(html(SAMPLES[name]), { scheme: 'light', width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await keepPicture(`${name}-narrow`, page);
  });

  pageTest('goes on paper in dark ink, whatever the scheme', async ({ open }) => {
    const page = await open(html(SAMPLES['to-v2']), { scheme: 'dark', media: 'print', width: 800 });
    expect(await background(page)).toBe(BACKGROUNDS.light);
    expect(unreadable(await shownTexts(page))).toEqual([]);
    await keepPicture('to-v2-paper', page);
  });

  pageTest('shows the same without scripts', async ({ open }) => {
    const source = html(SAMPLES['to-v2']);
    const withScripts = await shownText(await open(source, { scheme: 'light' }));
    expect(withScripts).toContain('18 h 20 min of 24 h');
    expect(await shownText(await open(source, { scheme: 'light', scripts: false }))).toBe(withScripts);
  });

  pageTest('runs and loads nothing that stands in a plan', async ({ open }) => {
    const page = await open(html(nastyReport(NASTY)), { scheme: 'light' });
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await shownText(page)).toContain('<script>window.hit=1</script>');
    expect(otherRequests(page)).toEqual([]);
    expect(page.complaints).toEqual([]);
  });

  pageTest('would be caught asking for something', async ({ open }) => {
    const page = await open('<!doctype html><img src="http://127.0.0.1:9/x"><p style="color:#999">pale', {
      scheme: 'light',
    });
    expect(otherRequests(page)).toEqual(['http://127.0.0.1:9/x']);
    expect(page.complaints).toHaveLength(1);
    expect(unreadable(await shownTexts(page))).toHaveLength(1);
  });
});
