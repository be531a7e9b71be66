import type { Db } from 'mongodb';
import { READ_MODEL_COLLECTIONS } from '#read-models';

/** The storage of one collection, bytes. */
export interface CollectionFigures {
  readonly collection: string;
  readonly documents: number;
  /** Documents as BSON, uncompressed. */
  readonly bsonBytes: number;
  /** The file that they are in. */
  readonly dataBytes: number;
  /** The files of its indexes. */
  readonly indexBytes: number;
}

/** Measures every collection of the read models that isn't empty, after the server has written its memory to files. */
export async function storageFigures(db: Db): Promise<readonly CollectionFigures[]> {
  await db.admin().command({ fsync: 1 });
  const names = [...new Set(READ_MODEL_COLLECTIONS.map(({ name }) => name))];
  const figures = await Promise.all(names.map((name) => figuresOf(db, name)));
  return figures.filter(({ documents }) => documents > 0);
}

/** The sum of all collections. */
export function totalOf(figures: readonly CollectionFigures[]): CollectionFigures {
  const sum = (of: 'documents' | 'bsonBytes' | 'dataBytes' | 'indexBytes'): number =>
    figures.reduce((total, each) => total + each[of], 0);
  return {
    collection: 'all',
    documents: sum('documents'),
    bsonBytes: sum('bsonBytes'),
    dataBytes: sum('dataBytes'),
    indexBytes: sum('indexBytes'),
  };
}

async function figuresOf(db: Db, collection: string): Promise<CollectionFigures> {
  const [found] = await db
    .collection(collection)
    .aggregate<{ storageStats: Record<'count' | 'size' | 'storageSize' | 'totalIndexSize', number> }>([
      { $collStats: { storageStats: {} } },
    ])
    .toArray();
  const { count = 0, size = 0, storageSize = 0, totalIndexSize = 0 } = found?.storageStats ?? {};
  return {
    collection,
    documents: count,
    bsonBytes: size,
    dataBytes: storageSize,
    indexBytes: totalIndexSize,
  };
}
