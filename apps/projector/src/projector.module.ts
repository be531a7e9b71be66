import { Module } from '@nestjs/common';
import { ProjectorService } from './projector.service.js';

/** The projections. */
@Module({ providers: [ProjectorService], exports: [ProjectorService] })
export class ProjectorModule {}
