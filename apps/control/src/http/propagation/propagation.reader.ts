import { Injectable } from '@nestjs/common';
import { type PropagationResource } from './propagation.schema.js';
import { type EdgeDoc, parsePosition } from '#domain';
import { Runtime } from '#platform';
import { getRevocation, listEdges } from '#read-models';
import { PositionTokens } from '#decision-log';
import { type EdgeProgress, propagationOf } from './propagation.js';

const PAGE = 1000;

/** Reads how far a revocation has come. */
@Injectable()
export class PropagationReader {
  constructor(
    private readonly runtime: Runtime,
    private readonly positions: PositionTokens,
  ) {}

  /** `null`: there is no such revocation. */
  async read(orgId: string, id: string): Promise<PropagationResource | null> {
    const revocation = await getRevocation(this.runtime.storage.readModels, orgId, id);
    const position = revocation === null ? null : parsePosition(revocation.doc.position);
    if (position === null) return null;
    return propagationOf(id, position, this.positions.issue(orgId, position), await this.edges(orgId));
  }

  private async edges(orgId: string): Promise<readonly EdgeProgress[]> {
    const edges: EdgeProgress[] = [];
    let after: string | undefined;
    do {
      const page = await listEdges(this.runtime.storage.readModels, orgId, { limit: PAGE, after });
      edges.push(...page.items.map(({ doc }) => progressOf(doc)));
      after = page.next;
    } while (after !== undefined);
    return edges;
  }
}

function progressOf({ edgeId, name, position, recent }: EdgeDoc): EdgeProgress {
  return {
    edgeId,
    name: name ?? edgeId,
    position: position === null ? null : parsePosition(position),
    recent,
  };
}
