"""The one door to the router: a question goes in, an answer comes out."""
