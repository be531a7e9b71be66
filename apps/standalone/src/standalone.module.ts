import { type DynamicModule, Module } from '@nestjs/common';
import { ControlModule } from '#apps/control';
import { VerdictModule } from '#apps/edge';
import { FeedModule } from '#apps/feed';
import { createIssuerPorts, IssuerModule, type OidcStorage } from '#apps/issuer';
import { ProjectorModule } from '#apps/projector';
import { PlatformModule, type Runtime } from '#platform';
import type { Validator } from '#validator';

/** Control, issuer, projector, feed and sidecar in one process. */
@Module({})
export class StandaloneModule {
  static for(runtime: Runtime, oidcStorage: OidcStorage, makeSidecar: () => Validator): DynamicModule {
    const issuer = IssuerModule.forRoot({
      options: {
        publicUrl: runtime.publicUrl,
        defaultResource: runtime.defaultResource,
        secret: runtime.ring.derive('issuer'),
        now: runtime.ambient.now,
      },
      ports: createIssuerPorts(runtime),
      storage: oidcStorage,
    });
    const verdict = VerdictModule.for({ useFactory: makeSidecar });
    const imports = [
      PlatformModule.forRoot(runtime),
      FeedModule,
      ControlModule,
      issuer,
      ProjectorModule,
      verdict,
    ];
    return { module: StandaloneModule, imports };
  }
}
