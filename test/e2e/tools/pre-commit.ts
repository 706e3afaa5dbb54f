import { pythonProgram } from './python-program.ts';

/** pre-commit as it installs Node packages since 4.7 (npm install of a git URL), and as it did before (npm pack). */
export interface PreCommitPrograms {
  readonly current: string;
  readonly older: string;
}

/** @throws NoPython where there is no Python to install them with. */
export async function preCommitPrograms(): Promise<PreCommitPrograms> {
  const current = await pythonProgram({ name: 'pre-commit', version: '4.7.0' });
  const older = await pythonProgram({ name: 'pre-commit', version: '4.6.0' });
  return { current, older };
}
