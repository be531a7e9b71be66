import { Module } from '@nestjs/common';
import { ChangeGroupHandler } from './change-group/change-group.handler.js';
import { ChangeGroupHttpController } from './change-group/change-group.http.controller.js';
import { GetGroupHttpController } from './get-group/get-group.http.controller.js';
import { ListGroupsHttpController } from './list-groups/list-groups.http.controller.js';

/** Groups of users. */
@Module({
  controllers: [ChangeGroupHttpController, GetGroupHttpController, ListGroupsHttpController],
  providers: [ChangeGroupHandler],
})
export class GroupsModule {}
