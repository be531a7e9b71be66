import type { Kafka } from 'kafkajs';

/**
 * The part of kafkajs under its consumer that readers here use: connections, metadata, and the plain Fetch and ListOffsets
 * requests. Its consumer moves to another offset by itself when the one it wants is out of range, and needs a group to read
 * at all; a reader that must notice every gap fetches by itself. (kafkajs 2.2.4, which package.json pins exactly.)
 */
export interface KafkajsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly KafkajsPartitionMetadata[];
  findBroker(target: { readonly nodeId: number }): Promise<KafkajsBroker>;
}

/** Who leads a partition. */
export interface KafkajsPartitionMetadata {
  readonly partitionId: number;
  readonly leader: number;
}

/** A connection to one broker. */
export interface KafkajsBroker {
  fetch(request: KafkajsFetchRequest): Promise<KafkajsFetchResponse>;
  listOffsets(request: {
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
}

/** A fetch of some partitions that one broker leads. */
export interface KafkajsFetchRequest {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
}

/** What was fetched. */
export interface KafkajsFetchResponse {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly KafkajsMessage[];
    }[];
  }[];
}

/** A record as kafkajs decodes it. */
export interface KafkajsMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, KafkajsHeader | readonly KafkajsHeader[] | undefined>>;
  /** Set on the marks that transactions leave in the log. */
  readonly isControlRecord?: boolean;
}

/** A header's value. */
export type KafkajsHeader = Buffer | string;

type CreateCluster = (options: {
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
}) => KafkajsCluster;

const CREATE_CLUSTER = 'private:Kafka:createCluster';
const METADATA_MAX_AGE_MS = 300_000;

/** A connection of its own to the brokers. @throws Error where kafkajs is another version than the pinned one */
export function createCluster(kafka: Kafka): KafkajsCluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((each) => each.description === CREATE_CLUSTER);
  const create: unknown = symbol === undefined ? undefined : Reflect.get(kafka, symbol);
  if (!isCreateCluster(create))
    throw new Error('this version of kafkajs is not the one that was tested (2.2.4)');
  return create({ metadataMaxAge: METADATA_MAX_AGE_MS, allowAutoTopicCreation: false });
}

function isCreateCluster(value: unknown): value is CreateCluster {
  return typeof value === 'function';
}
