"""A venue knows which firm sells there: receipts name it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_venue_seller"
down_revision = "0002_orders"


def upgrade() -> None:
    op.add_column("venue", sa.Column("seller", postgresql.JSONB(), nullable=True))
