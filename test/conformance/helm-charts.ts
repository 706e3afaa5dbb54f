import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';

const FOLDER = process.env.PHASEGATE_CHARTS ?? '';
const CACHE = resolve(import.meta.dirname, '../e2e/.cache');
const PACKED = /^pyroscope-(\d+\.\d+\.\d+)\.tgz$/;

type Major = 3 | 4;

/** A helm to render with: PHASEGATE_HELM3 (or 4), one that the e2e suites built, or for 3 that of PATH. */
function helm(major: Major): string | undefined {
  const names = existsSync(CACHE) ? readdirSync(CACHE) : [];
  const built = names.find((name) => name.startsWith(`helm${major}-`));
  const program =
    process.env[`PHASEGATE_HELM${major}`] ??
    (built === undefined ? (major === 3 ? 'helm' : '') : join(CACHE, built));
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return program;
  } catch {
    return undefined;
  }
}

/** Where charts lie by version: folders named by it, or `pyroscope-<version>.tgz`. */
function chartsIn(folder: string): ReadonlyMap<string, string> {
  const names = folder === '' ? [] : readdirSync(folder);
  return new Map(
    names.flatMap((name) => {
      const version = PACKED.exec(name)?.[1] ?? (/^\d+\.\d+\.\d+$/.test(name) ? name : undefined);
      return version === undefined ? [] : [[version, join(folder, name)] as const];
    }),
  );
}

/** Real charts, ready to be rendered without what they depend on. */
export class HelmCharts {
  private readonly folder = mkdtempSync(join(tmpdir(), 'phasegate-charts-'));
  private readonly renders = new Map<string, string>();
  private readonly unpacked = new Map<string, string>();

  private constructor(
    private readonly program: string,
    private readonly sources: ReadonlyMap<string, string>,
  ) {}

  /** undefined where PHASEGATE_CHARTS names no charts, or there is no helm. */
  static open(major: Major = 3): HelmCharts | undefined {
    const sources = chartsIn(FOLDER);
    const program = sources.size > 0 ? helm(major) : undefined;
    return program === undefined ? undefined : new HelmCharts(program, sources);
  }

  get versions(): readonly string[] {
    return [...this.sources.keys()];
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private chart(version: string): string {
    const known = this.unpacked.get(version);
    if (known !== undefined) return known;
    const source = this.sources.get(version);
    if (source === undefined) throw new RangeError(`no chart ${version}`);
    const place = join(this.folder, version);
    mkdirSync(place);
    if (source.endsWith('.tgz')) execFileSync('tar', ['xzf', source, '-C', place, '--strip-components=1']);
    else cpSync(source, place, { recursive: true });
    const about = join(place, 'Chart.yaml');
    const { dependencies: _, ...rest } = parse(readFileSync(about, 'utf8')) as Record<string, unknown>;
    writeFileSync(about, stringify(rest));
    for (const name of ['charts', 'Chart.lock']) rmSync(join(place, name), { recursive: true, force: true });
    this.unpacked.set(version, place);
    return place;
  }

  /** Gives a chart a values.schema.json, which every render from then on is held to. */
  hold(version: string, schema: unknown): void {
    writeFileSync(join(this.chart(version), 'values.schema.json'), JSON.stringify(schema));
  }

  /** The chart's own values.yaml. */
  values(version: string): string {
    return readFileSync(join(this.chart(version), 'values.yaml'), 'utf8');
  }

  /**
   * What `helm template` prints. @param under the values that lie under those of the user, as JSON: after
   * --reuse-values they are not the chart's own
   * @throws Error where the chart fails
   */
  render(version: string, user: unknown, under?: unknown): string {
    return this.renderText(version, JSON.stringify(user), under);
  }

  /** The same of a values file as it is written. */
  renderText(version: string, values: string, under?: unknown): string {
    const key = `${version} ${values} ${under === undefined ? '' : JSON.stringify(under)}`;
    const known = this.renders.get(key);
    if (known !== undefined) return known;
    const chart = this.chart(version);
    const own = this.values(version);
    if (under !== undefined) writeFileSync(join(chart, 'values.yaml'), JSON.stringify(under));
    try {
      const text = execFileSync(this.program, ['template', 'pyroscope', chart, '-n', 'default', '-f', '-'], {
        input: values,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        stdio: 'pipe',
      });
      this.renders.set(key, text);
      return text;
    } finally {
      if (under !== undefined) writeFileSync(join(chart, 'values.yaml'), own);
    }
  }
}
