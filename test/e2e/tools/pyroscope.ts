import { goBuild } from './go-build.ts';
import { pyroscopeModule } from './paths.ts';

/**
 * The Pyroscope 1.21.0 server, from PHASEGATE_PYROSCOPE or built from test/e2e/pyroscope-server/go.mod.
 * @throws NoGo where it has to be built and there is no Go.
 */
export async function pyroscopeBinary(): Promise<string> {
  return (
    process.env.PHASEGATE_PYROSCOPE ??
    goBuild({
      name: 'pyroscope',
      module: pyroscopeModule,
      package: 'github.com/grafana/pyroscope/cmd/pyroscope',
    })
  );
}
