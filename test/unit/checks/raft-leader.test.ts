import { describe, expect, it } from 'vitest';
import { raftLeader } from '../../../src/packs/pyroscope/checks/metastore.ts';
import { context, gone, server, started, verdictOf } from './fake.ts';

const metastore = (state: string, msAgo?: number) =>
  server({ '/metrics': `${started(msAgo)}pyroscope_metastore_raft_state{state="${state}"} 1\n` });

describe('raft-leader', () => {
  it.each([
    {
      states: ['Leader', 'Follower', 'Follower'],
      status: 'ok',
      seen: '1 Leader, 2 Follower of 3 metastores',
    },
    { states: ['Follower', 'Follower', 'Follower'], status: 'failed', seen: '3 Follower of 3 metastores' },
    {
      states: ['Leader', 'Leader', 'Follower'],
      status: 'failed',
      seen: '2 Leader, 1 Follower of 3 metastores',
    },
    { states: ['Leader', 'Candidate'], status: 'failed', seen: '1 Leader, 1 Candidate of 2 metastores' },
  ])('$states: $status', async ({ states, status, seen }) => {
    const endpoints = states.map((state) => metastore(state));
    expect(await verdictOf(raftLeader, context({ metastore: endpoints }))).toMatchObject({ status, seen });
  });

  it('gives a metastore that has just started its time', async () => {
    const result = await verdictOf(raftLeader, context({ metastore: [metastore('Candidate', 20_000)] }));
    expect(result.status).toBe('waiting');
  });

  it('is unknown where one of them cannot be asked, whatever the others say', async () => {
    const result = await verdictOf(raftLeader, context({ metastore: [metastore('Leader'), gone] }));
    expect(result.status).toBe('unknown');
  });

  it('does not count a state that is listed with 0', async () => {
    const page = `${started()}pyroscope_metastore_raft_state{state="Leader"} 0\n`;
    const result = await verdictOf(raftLeader, context({ metastore: [server({ '/metrics': page })] }));
    expect(result.status).toBe('failed');
  });

  it('says that there is no metastore pod', async () => {
    const { status, seen } = await verdictOf(raftLeader, context({}));
    expect(status).toBe('unknown');
    expect(seen).toContain('no pod of release profiles');
  });
});
