import { describe, it } from '@jest/globals';
import { edgeRegistered, given } from '../testing/index.js';
import { decideRegisterEdge } from './register-edge.decide.js';
import { decideRetireEdge } from './retire-edge.decide.js';

describe('edges', () => {
  const retired = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } } as const;

  it('are registered once per id, and a retired id is not given away again', () => {
    const command = { edgeId: 'edge-1', name: 'Gateway' };
    given([]).when(decideRegisterEdge, command).then(edgeRegistered('edge-1'));
    given([edgeRegistered()]).when(decideRegisterEdge, command).thenThrows('EDGE_ALREADY_REGISTERED');
    given([edgeRegistered(), retired])
      .when(decideRegisterEdge, command)
      .thenThrows('EDGE_ALREADY_REGISTERED');
    given([])
      .when(decideRegisterEdge, { ...command, name: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterEdge, { ...command, edgeId: 'x'.repeat(129) })
      .thenThrows('INVALID_ID');
  });

  it('are retired once', () => {
    given([edgeRegistered()]).when(decideRetireEdge, { edgeId: 'edge-1' }).then(retired);
    given([edgeRegistered(), retired]).when(decideRetireEdge, { edgeId: 'edge-1' }).thenNothingHappened();
    given([]).when(decideRetireEdge, { edgeId: 'edge-1' }).thenThrows('EDGE_NOT_FOUND');
    given([edgeRegistered()])
      .when(decideRetireEdge, { edgeId: 'edge-1', reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});
