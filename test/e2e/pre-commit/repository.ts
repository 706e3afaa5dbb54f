import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../tools/paths.ts';
import { type Finished, run } from '../tools/run.ts';

/** The user's settings and a repository around this run take no part; npm keeps its home, and so its registry. */
function gitEnv(home: string): NodeJS.ProcessEnv {
  const outer = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|PRE_COMMIT)/.test(name));
  const person = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Somebody'],
    [`GIT_${who}_EMAIL`, 'somebody@example.invalid'],
  ]);
  return {
    ...Object.fromEntries([...outer, ...person]),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    PRE_COMMIT_HOME: join(home, 'pre-commit'),
  };
}

/** A git repository below a folder that stands for a developer's home. */
export class Repository {
  readonly folder: string;
  private readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.env = env;
  }

  static async create(home: string, name: string): Promise<Repository> {
    const repository = new Repository(join(home, name), gitEnv(home));
    await mkdir(repository.folder, { recursive: true });
    await repository.succeed('git', ['init', '--quiet', '--initial-branch=main']);
    return repository;
  }

  /** The project as it lies here now, committed or not, as a repository that pre-commit can clone. */
  static async ofProject(home: string): Promise<Repository> {
    const repository = await Repository.create(home, 'project');
    const there = ['--git-dir', join(repository.folder, '.git'), '--work-tree', projectRoot];
    await repository.succeed('git', [...there, 'add', '--all']);
    await repository.succeed('git', [...there, 'commit', '--quiet', '--no-verify', '--message', 'now']);
    return repository;
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }

  /** Long, as the first run of a hook installs it. */
  run(program: string, args: readonly string[]): Promise<Finished> {
    return run(program, args, { cwd: this.folder, env: this.env, timeoutMs: 600_000 });
  }

  async succeed(program: string, args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(program, args);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  /** Commits these files with whatever hooks are installed. @returns what git and the hooks say, and git's status */
  async commit(
    files: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number | null; readonly said: string }> {
    await this.write(files);
    await this.succeed('git', ['add', '--all']);
    const { status, stdout, stderr } = await this.run('git', ['commit', '--message', 'change']);
    return { status, said: stdout + stderr };
  }

  commits(): Promise<string> {
    return this.succeed('git', ['rev-list', '--count', '--all']);
  }
}
