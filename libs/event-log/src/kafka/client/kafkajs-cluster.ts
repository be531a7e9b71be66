import type { Kafka } from 'kafkajs';
import { clusterFactoryOf } from './kafkajs-internals.js';

/**
 * The layer below kafkajs' consumer that is used here: connections, metadata, and plain Fetch and ListOffsets requests. kafkajs'
 * consumer silently moves to another offset when the wanted one is out of range, and can't read without a group; a consumer that must
 * notice every gap fetches by itself. It is internal to kafkajs: `checkKafkajs` checks at start that it is there.
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

const METADATA_MAX_AGE_MS = 300_000;

/**
 * Makes a connection of its own to the brokers; nothing is sent before it is used.
 * @throws KafkajsInternalsError where kafkajs isn't built like the tested version
 */
export function createCluster(kafka: Kafka): KafkajsCluster {
  const options = { metadataMaxAge: METADATA_MAX_AGE_MS, allowAutoTopicCreation: false };
  return clusterFactoryOf(kafka)(options) as KafkajsCluster;
}
