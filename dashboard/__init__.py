"""Every screen and every HTTP route: glass over `dispatch`."""
