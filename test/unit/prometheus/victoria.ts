import { type Asked, type Embedded, embedded, type Reply, writtenIn } from './embedded.ts';

export interface VictoriaSettings {
  /** How it keeps a value; undefined where it drops it. */
  readonly keeps?: (value: number, time: number) => number | undefined;
  /** Of `/internal/force_flush`. */
  readonly flush?: Reply;
  /** Of `/api/v1/export`, by what it was asked. */
  readonly refuses?: (selector: string) => Reply | undefined;
  /** How many exports show the first series alone, as if the others had not been written yet. */
  readonly stale?: number;
  /** Whether an export does not show what is stored at a time. */
  readonly hides?: (time: number) => boolean;
  /** Of the query of `/api/v1/write`: labels that it gives to each series. */
  readonly relabels?: Readonly<Record<string, string>>;
}

export interface Victoria extends Embedded {
  /** Every row that was stored, duplicates too, by the labels as JSON. */
  readonly rows: ReadonlyMap<string, readonly (readonly [time: number, value: number])[]>;
}

const JSON_VALUE = (value: number): number | string | null =>
  Number.isNaN(value) ? null : Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity';

/** A VictoriaMetrics as far as backfill asks one: it stores what is sent twice twice, and exports raw samples. */
export async function victoria(settings: VictoriaSettings = {}): Promise<Victoria> {
  const rows = new Map<string, [number, number][]>();
  let stale = settings.stale ?? 0;

  function write(asked: Asked): Reply {
    const extra = new URL(asked.path, 'http://vm').searchParams
      .getAll('extra_label')
      .map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string]);
    for (const { labels, samples } of writtenIn(asked)) {
      const own = Object.fromEntries(labels.map(({ name, value }) => [name, value]));
      const key = JSON.stringify({ ...own, ...Object.fromEntries(extra), ...settings.relabels });
      const held = rows.get(key) ?? [];
      rows.set(key, held);
      for (const { timestamp, value = 0 } of samples) {
        const kept = settings.keeps === undefined ? value : settings.keeps(value, timestamp);
        if (kept !== undefined) held.push([timestamp, kept]);
      }
    }
    return { status: 204 };
  }

  function exported({ searchParams }: URL): Reply {
    const refused = settings.refuses?.(searchParams.get('match[]') ?? '');
    if (refused !== undefined) return refused;
    const isStale = rows.size > 0 && stale-- > 0;
    const [from, to] = ['start', 'end'].map((name) => Number(searchParams.get(name)) * 1000) as [
      number,
      number,
    ];
    const lines = [...rows].slice(0, isStale ? 1 : rows.size).map(([key, held]) => {
      const found = held
        .filter(([time]) => time >= from && time <= to && settings.hides?.(time) !== true)
        .toSorted(([a], [b]) => a - b);
      const [values, timestamps] = [found.map(([, value]) => JSON_VALUE(value)), found.map(([time]) => time)];
      return found.length === 0 ? '' : `${JSON.stringify({ metric: JSON.parse(key), values, timestamps })}\n`;
    });
    return { body: lines.join('') };
  }

  const server = await embedded((asked) => {
    const url = new URL(asked.path, 'http://vm');
    if (url.pathname === '/api/v1/write') return write(asked);
    if (url.pathname === '/api/v1/export') return exported(url);
    if (url.pathname === '/internal/force_flush') return settings.flush ?? {};
    if (url.pathname === '/metrics')
      return { body: 'vm_app_version{version="victoria-metrics-1",short_version="v1.115.0"} 1\n' };
    return { status: 400, body: `unsupported path requested: ${JSON.stringify(url.pathname)}` };
  });
  return Object.assign(server, { rows });
}
