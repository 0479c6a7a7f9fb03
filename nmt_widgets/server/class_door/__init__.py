"""The door of a class: members reach the practice screen from laptops of their own, over the local network."""
