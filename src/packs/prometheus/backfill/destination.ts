import { choose, readPrometheusText, type Sample } from '../../../checks/metrics.ts';
import { EarlyExit } from '../../../early-exit.ts';
import { HttpClient } from '../../../live/http-client.ts';
import type { Label } from '../wire/labels.ts';
import type { BackfillOptions } from './options.ts';
import { PRODUCTS, type Product, type ProductName } from './products.ts';
import type { Side } from './side.ts';

const API_PATH = /\/api\/(?:v1|prom)\/.*$/;
/** VictoriaMetrics' own: `/api/v1/write?extra_label=dc=eu`; seen on 1.79 and 1.115. Of a question, it would be a filter. */
const EXTRA_LABEL = 'extra_label';
const API_PATH_BELOW = /\/(?:prometheus\/)?api\/(?:v1|prom)\/.*$/;

/** A server that is asked small questions beside its remote_read or remote_write. */
export class Server {
  readonly client: HttpClient;
  readonly url: URL;
  /** Whether `/prometheus` is in front of all its paths: --web.route-prefix. Mimir and Cortex have some of theirs without it. */
  #isPrefixed = false;

  /** @param url of remote_read or remote_write, with its path */
  constructor({ headers, tls, timeout }: Side, url: URL, stopping: AbortSignal) {
    this.client = new HttpClient({ headers, tls, timeout, stopping });
    this.url = url;
  }

  /** By how much this machine's clock is ahead of the server's, in ms, to a second; undefined before it has answered. */
  ahead: number | undefined;

  /** Finds out where its paths begin; to be called before anything is asked. */
  async locate(): Promise<void> {
    if (!/\/prometheus\/api\/v1\/(?:read|write)$/.test(this.url.pathname)) return;
    this.#isPrefixed = true;
    this.#isPrefixed = (await this.metrics()) !== undefined;
  }

  /** An address below what is in front of the API's path: `/api/v1/status/flags`. */
  at(path: string): URL {
    const url = new URL(this.url);
    const isApi = this.#isPrefixed ? API_PATH : API_PATH_BELOW;
    const prefix = url.pathname.replace(isApi, '').replace(/\/+$/, '');
    url.pathname = `${prefix}${path}`;
    url.search = '';
    return url;
  }

  /** The same to be asked, with the parameters of its own address, such as a token: not to be shown. */
  question(path: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = this.at(path);
    url.search = this.url.search;
    url.searchParams.delete(EXTRA_LABEL);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** The text of a page; undefined where it does not answer 200. */
  async page(
    path: string,
    query?: Readonly<Record<string, string>>,
    limit = 32 * 1024 * 1024,
  ): Promise<string | undefined> {
    const sent = await this.client.send({ url: this.question(path, query) });
    if (!sent.ok) return undefined;
    const date = Date.parse(sent.value.header('date') ?? '');
    // Of several answers, that which came by the straightest way.
    if (!Number.isNaN(date)) this.ahead = Math.min(this.ahead ?? Number.POSITIVE_INFINITY, Date.now() - date);
    const text = await sent.value.text(limit).catch(() => undefined);
    return sent.value.status === 200 ? text : undefined;
  }

  /** `data` of an answer of Prometheus' HTTP API; undefined where there is none. */
  async data(path: string, query?: Readonly<Record<string, string>>): Promise<unknown> {
    const text = await this.page(path, query);
    if (text === undefined) return undefined;
    try {
      const answer = JSON.parse(text) as { status?: unknown; data?: unknown };
      return answer.status === 'success' ? answer.data : undefined;
    } catch {
      return undefined;
    }
  }

  /** The samples of the server's own page of metrics; undefined where it has none. */
  async metrics(): Promise<readonly Sample[] | undefined> {
    const page = await this.page('/metrics');
    const samples = page === undefined ? [] : readPrometheusText(page);
    return samples.length === 0 ? undefined : samples;
  }
}

/** Where the history goes. */
export interface Destination {
  readonly name: ProductName;
  readonly product: Product;
  /** As the server tells it. */
  readonly version?: string;
  readonly server: Server;
  /** Whether the server says below this address what it is. */
  readonly isSaid: boolean;
  /** Labels that it gives to every series that is written by this address, instead of those of that name. */
  readonly addedLabels: readonly Label[];
}

const extraLabelsIn = ({ searchParams }: URL): readonly Label[] =>
  searchParams.getAll(EXTRA_LABEL).flatMap((text) => {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });

/** What 1.79 and 1.115 answer to whoever asks for the build of a Prometheus: a version, or nothing. Prometheus says more. */
const isVictoriaMetricsBuild = (build: Readonly<Record<string, unknown>> | undefined): boolean =>
  build !== undefined &&
  Object.keys(build).every((name) => name === 'version') &&
  (build.version === undefined || build.version === '2.24.0');

/** What a server says of itself: VictoriaMetrics answers like a Prometheus, but its own metrics tell. */
async function productOf(server: Server): Promise<{ name: ProductName; version?: string } | undefined> {
  const path = server.url.pathname;
  if (PRODUCTS.thanos.writePath.test(path)) return { name: 'thanos' };
  if (PRODUCTS.influxdb.writePath.test(path)) return { name: 'influxdb' };
  if (PRODUCTS.m3.writePath.test(path)) return { name: 'm3' };
  const metrics = (await server.metrics()) ?? [];
  const [vm] = choose(metrics, 'vm_app_version');
  if (vm !== undefined) return { name: 'victoriametrics', ...versionIn(vm.labels.short_version) };
  const [build, below] = (await Promise.all(
    ['', '/prometheus'].map((prefix) => server.data(`${prefix}/api/v1/status/buildinfo`)),
  )) as ({ version?: unknown; application?: unknown } | undefined)[];
  const application = build?.application ?? below?.application;
  const [cortex] = choose(metrics, 'cortex_build_info');
  // Mimir has metrics of Cortex' names.
  if (application === 'Grafana Mimir') return { name: 'mimir', ...versionIn(cortex?.labels.version) };
  if (cortex !== undefined) return { name: 'cortex', ...versionIn(cortex.labels.version) };
  if (PRODUCTS.mimir.writePath.test(path)) return { name: 'mimir' };
  if (isVictoriaMetricsBuild(build)) return { name: 'victoriametrics' };
  if (typeof build?.version === 'string') return { name: 'prometheus', ...versionIn(build.version) };
  return undefined;
}

const versionIn = (text: string | undefined): { readonly version?: string } =>
  text ? { version: text.replace(/^v/, '') } : {};

/** The store behind a server, as it says or as `--destination` has it. @throws EarlyExit where nobody says what it is */
export async function destinationOf(options: BackfillOptions, server: Server): Promise<Destination> {
  const said = await productOf(server);
  const name = options.destination ?? said?.name;
  if (name === undefined) {
    const reached = await server.client.send({ url: server.question('/metrics') });
    if (!reached.ok) throw new EarlyExit(`phasegate: ${reached.error.what} ${reached.error.remedy}`);
    const { status } = reached.value;
    if (status === 401 || status === 403)
      throw new EarlyExit(
        `phasegate: ${options.writer.url.host} answers HTTP ${status} to the writer’s credentials; check --writer-auth-username and --writer-auth-password-file, --writer-auth-bearer-token-file or --writer-http-header. If they may write and nothing else, pass --destination as well`,
      );
    if (status >= 300 && status < 400)
      throw new EarlyExit(
        `phasegate: ${options.writer.url.host} answers with a redirect (HTTP ${status}), which is not followed; give the address that it leads to by --writer-url`,
      );
    throw new EarlyExit(
      `phasegate: ${options.writer.url.host} does not say which product it is; check that it runs, or pass --destination, such as --destination prometheus`,
    );
  }
  return {
    name,
    product: PRODUCTS[name],
    server,
    isSaid: said !== undefined,
    addedLabels: name === 'victoriametrics' ? extraLabelsIn(server.url) : [],
    ...(said?.version !== undefined && { version: said.version }),
  };
}

/** Where the destination answers remote_read; undefined where its product has none. */
export function readBackUrl(options: BackfillOptions, { product, server }: Destination): URL | undefined {
  if (options.readBackUrl !== undefined) return options.readBackUrl;
  if (product.readBack !== 'remote_read' || product.readPath === undefined) return undefined;
  const isOldPath = /\/api\/prom\/push$/.test(server.url.pathname);
  // InfluxDB names its database in the query.
  return server.question(isOldPath ? '/api/prom/api/v1/read' : product.readPath);
}
