// The widgets, a row each. A new one is a file here and a row; its projection is the other half.

import { AdherenceList } from "./adherence_list";
import { AgentGrid } from "./agent_grid";
import { ChartTile } from "./chart";
import { ClockTile } from "./clock";
import { FigureTile } from "./figure";
import { HelpRequests } from "./help_requests";
import { ImageTile } from "./image";
import { Notices } from "./notices";
import { QueueTable } from "./queue_table";
import { SourceHealth } from "./source_health";
import { StateBar } from "./state_bar";
import { TextTile } from "./text";
import type { WidgetComponent } from "./types";

export const WIDGETS: Record<string, WidgetComponent> = {
  figure: FigureTile,
  chart: ChartTile,
  queue_table: QueueTable,
  agent_grid: AgentGrid,
  adherence_list: AdherenceList,
  help_requests: HelpRequests,
  state_bar: StateBar,
  source_health: SourceHealth,
  notices: Notices,
  clock: ClockTile,
  text: TextTile,
  image: ImageTile,
};
