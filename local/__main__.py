"""Run the local stack."""

from local.stack import main

raise SystemExit(main())
