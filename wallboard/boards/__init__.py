"""What people configure: sites, accounts, queues, agents, teams, boards, widgets, displays."""
