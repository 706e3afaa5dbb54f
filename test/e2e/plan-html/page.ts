import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from './browser.ts';

export interface View {
  readonly scheme: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
  /** In CSS pixels. */
  readonly width?: number;
  /** Whether scripts may run; they may where nothing is said. */
  readonly scripts?: boolean;
}

/** A page as it stands in the browser. */
export interface OpenPage {
  readonly address: string;
  /** The addresses of all requests, its own the first. */
  readonly requests: readonly string[];
  /** What the console and the browser's log said. */
  readonly complaints: readonly string[];
  /** The value of an expression of JavaScript. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** The whole page as a PNG. */
  readonly screenshot: () => Promise<Buffer>;
}

const HEIGHT = 900;
const COMPLAINTS = ['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown'];

/** Opens a text as a file of its own in a new tab. */
export async function openPage({ devTools, folder }: Browser, html: string, view: View): Promise<OpenPage> {
  const { scheme, media = 'screen', width = 1100, scripts = true } = view;
  const file = join(folder, 'plan.html');
  await writeFile(file, html);
  const address = pathToFileURL(file).href;
  const { targetId } = await devTools.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await devTools.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => devTools.send(method, params, String(sessionId));

  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`);
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await send('Emulation.setEmulatedMedia', { media, features });
  await send('Emulation.setDeviceMetricsOverride', {
    width,
    height: HEIGHT,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await send('Emulation.setScriptExecutionDisabled', { value: !scripts });

  const before = devTools.events.length;
  const loaded = devTools.next('Page.loadEventFired');
  await send('Page.navigate', { url: address });
  await loaded;
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  };
  const screenshot = async (): Promise<Buffer> => {
    const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: true, format: 'png' });
    return Buffer.from(String(data), 'base64');
  };
  const events = devTools.events.slice(before);
  const requests = events
    .filter(({ method }) => method === 'Network.requestWillBeSent')
    .map(({ params }) => (params.request as { url: string }).url);
  const complaints = events
    .filter(({ method }) => COMPLAINTS.includes(method))
    .map(({ params }) => JSON.stringify(params));
  return { address, requests, complaints, evaluate, screenshot };
}
