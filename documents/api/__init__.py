"""REST: papers, their labels, links, views and exports."""
