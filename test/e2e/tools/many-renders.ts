import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { goBuild } from './go-build.ts';
import { helmModule } from './paths.ts';

/** What `helm template pyroscope CHART -n default -f VALUES` prints, or why it fails. */
export interface Render {
  readonly text?: string;
  readonly error?: string;
}

/** Helm 3 and Helm 4 in one process, which renders thousands of times in the time of hundreds of starts. */
export class ManyRenders {
  readonly #child: ChildProcess;
  readonly #waiting: ((render: Render) => void)[] = [];

  private constructor(program: string) {
    this.#child = spawn(program, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, GOGC: '1000' },
    });
    if (this.#child.stdout === null) throw new Error('no stdout');
    createInterface({ input: this.#child.stdout }).on('line', (line) =>
      this.#waiting.shift()?.(JSON.parse(line) as Render),
    );
  }

  /** @throws NoGo where it has to be built and there is no Go. */
  static async start(): Promise<ManyRenders> {
    const program = await goBuild({
      name: 'many-renders',
      module: helmModule,
      package: './many-renders',
      sources: ['many-renders/main.go'],
      linkerFlags: '-s -w',
    });
    return new ManyRenders(program);
  }

  /** @param chart its folder */
  render(helm: 3 | 4, chart: string, values: unknown): Promise<Render> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin?.write(`${JSON.stringify({ helm, chart, values })}\n`);
    });
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
