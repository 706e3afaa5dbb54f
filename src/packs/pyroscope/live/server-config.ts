import { parse } from 'yaml';
import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult, LiveProblem } from '../../../live/problems.ts';
import { err, ok } from '../../../result.ts';
import { askText } from './ask.ts';
import { numberOf, recordOf, textOf } from './json.ts';

/** What a running server says of its phase; the rest of its configuration is not kept. */
export interface ServerConfig {
  /** v1, v1-v2-dual, v2; undefined before server 2.0. */
  readonly architecture: string | undefined;
  /** '' on a 1.x server that runs without v2. */
  readonly writePath: string;
  readonly ingesterWeight: number;
  readonly segmentWriterWeight: number;
  readonly queryBackend: boolean;
  /** `auto`, an RFC 3339 time, or '0'. */
  readonly queryBackendFrom: string;
}

const CONFIG = '/api/v1/status/config';

const unreadable: LiveProblem = {
  kind: 'unexpected-answer',
  what: `${CONFIG} did not answer YAML.`,
  remedy: 'Make sure that the port is that of Pyroscope itself and not of a proxy before it.',
};

function yamlOf(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function configOf(page: unknown): ServerConfig {
  const { architecture_storage, limits } = recordOf(page);
  const limit = recordOf(limits);
  return {
    architecture: architecture_storage === undefined ? undefined : textOf(architecture_storage),
    writePath: textOf(limit.write_path),
    ingesterWeight: numberOf(limit.write_path_ingester_weight),
    segmentWriterWeight: numberOf(limit.write_path_segment_writer_weight),
    queryBackend: limit.enable_query_backend === true,
    queryBackendFrom: String(limit.enable_query_backend_from ?? ''),
  };
}

/** The configuration in effect, as the server itself prints it (`/config/diff` leaves out the defaults). */
export async function readServerConfig(endpoint: Endpoint): AsyncResult<ServerConfig> {
  const text = await askText(endpoint, { path: CONFIG });
  if (!text.ok) return text;
  const page = yamlOf(text.value);
  return Object.keys(recordOf(page)).length === 0 ? err(unreadable) : ok(configOf(page));
}

/** Write paths that single tenants have of their own, by tenant; none where there is no runtime config. */
export async function readTenantWritePaths(endpoint: Endpoint): Promise<ReadonlyMap<string, string>> {
  const text = await askText(endpoint, { path: '/runtime_config' });
  const overrides = text.ok ? recordOf(recordOf(yamlOf(text.value)).overrides) : {};
  const paths = Object.entries(overrides).map(([tenant, limits]) => [
    tenant,
    textOf(recordOf(limits).write_path),
  ]);
  return new Map(paths.filter(([, path]) => path !== '') as [string, string][]);
}
